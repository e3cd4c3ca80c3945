import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { COVER_COLOURS } from './share-image.ts';

test('an image to share has the colours of the cover in the light', () => {
  const styles = readFileSync(join(import.meta.dirname, 'components/CoverArt.astro'), 'utf8');
  const light = [...styles.matchAll(/--(?:ground|lead|deep|spark): light-dark\((#\w{6})/g)].map(
    (match) => match[1],
  );
  expect(COVER_COLOURS.flatMap(({ ground, inks }) => [ground].concat(inks))).toEqual(light);
});
