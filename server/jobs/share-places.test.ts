import { expect, test } from 'vitest';
import { sharePlaces } from './share-places.ts';

const share = (due: Record<string, number>, running: Record<string, number> = {}, concurrency = 4) =>
  Object.fromEntries(
    sharePlaces({
      due: new Map(Object.entries(due)),
      running: new Map(Object.entries(running)),
      concurrency,
    }),
  );

test('gives kinds of which something is due as many places each', () => {
  expect(share({ mail: 0, webhook: 0 })).toEqual({ mail: 2, webhook: 2 });
});

test('gives the next place to the kind that holds the fewest', () => {
  expect(share({ mail: 0, webhook: 0 }, { webhook: 3 })).toEqual({ mail: 1 });
});

test('leaves one place to other kinds, whatever the flood of one', () => {
  expect(share({ webhook: 9 })).toEqual({ webhook: 3 });
  expect(share({ webhook: 9 }, { webhook: 3 })).toEqual({});
});

test('serves the higher priority first where kinds hold as many', () => {
  expect(share({ sweep: 0, mail: 10, webhook: 5 }, {}, 2)).toEqual({ mail: 1, webhook: 1 });
});

test('uses the one place that there is', () => {
  expect(share({ mail: 0 }, {}, 1)).toEqual({ mail: 1 });
});

test('gives nothing where all places are taken', () => {
  expect(share({ mail: 0 }, { webhook: 2, sweep: 2 })).toEqual({});
});
