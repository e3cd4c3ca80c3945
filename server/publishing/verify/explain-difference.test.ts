import { describe, expect, it } from 'vitest';
import type { PageRow } from '../../../content-cache/pages/page-facts.ts';
import { explainPage, firstDifference } from './explain-difference.ts';

const page = (hash: string): PageRow => ({
  path: '/a/',
  status: 200,
  route: '/[slug]',
  isRoot: true,
  file: 'a/index.html',
  hash,
  contentType: 'text/html',
  location: null,
});
const read = (path: string, digest: string) => ({
  question: JSON.stringify({ kind: 'redirect', path }),
  digest,
});

describe('why a page is not what it should be', () => {
  const reads = [read('/one/', '1'), read('/two/', '2')];
  const common = { fresh: page('new'), freshReads: reads, recorded: page('old'), recordedReads: reads };

  it('names the first read whose answer on record is another one', () => {
    const recordedReads = [read('/one/', '1'), read('/two/', 'stale')];
    expect(explainPage({ ...common, recordedReads })).toMatchObject({
      kind: 'read',
      read: 'redirect at /two/',
      recorded: 'stale',
      fresh: '2',
    });
  });

  it('names a read that is not on record', () => {
    expect(explainPage({ ...common, recordedReads: reads.slice(0, 1) })).toMatchObject({
      kind: 'read',
      read: 'redirect at /two/',
      recorded: null,
    });
  });

  it('is something that is not recorded where every read is the same', () => {
    expect(explainPage(common)).toEqual({ kind: 'unrecorded' });
  });

  it('is the target where what is on record is right', () => {
    expect(explainPage({ ...common, recorded: page('new') })).toEqual({ kind: 'target' });
    expect(explainPage({ ...common, fresh: null, recorded: null })).toEqual({ kind: 'target' });
  });

  it('cannot be said where the page is on one side alone', () => {
    expect(explainPage({ ...common, recorded: null })).toMatchObject({ kind: 'unknown' });
    expect(explainPage({ ...common, fresh: null })).toMatchObject({ kind: 'unknown' });
  });
});

function find(live: string, fresh: string) {
  return firstDifference(Buffer.from(live), Buffer.from(fresh));
}

describe('the first byte that differs', () => {
  it('is shown with what stands around it', () => {
    const before = 'x'.repeat(100);
    const difference = find(`${before}a then`, `${before}b then`);
    expect(difference).toEqual({
      offset: 100,
      live: `${'x'.repeat(30)}a then`,
      fresh: `${'x'.repeat(30)}b then`,
    });
  });

  it('is the end of the shorter one where that is all', () => {
    expect(find('abc', 'abcd')).toMatchObject({ offset: 3 });
    expect(find('abc', 'abc')).toBeNull();
  });
});
