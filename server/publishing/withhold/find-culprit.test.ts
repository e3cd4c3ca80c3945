import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FailedPage } from '../render/protocol.ts';
import { findCulprit, type Probe } from './find-culprit.ts';

const failed = (path: string): FailedPage => ({
  kind: 'failed',
  path,
  error: { reason: 'template-threw', message: `${path} failed`, template: null, stack: null },
});

/** A site with one page that fails as the given function of what is public says. */
function siteOf(published: readonly number[], fails: (present: ReadonlySet<number>) => boolean) {
  let probes = 0;
  const probe: Probe = async ({ paths, without }) => {
    probes += 1;
    const present = new Set(published.filter((seq) => !without.includes(seq)));
    return new Map(fails(present) ? paths.map((path) => [path, failed(path)]) : []);
  };
  return { probe, probes: () => probes };
}

describe('the publication at fault', () => {
  it('is found among many with few attempts', async () => {
    const suspects = Array.from({ length: 1000 }, (_, index) => index + 1);
    const { probe, probes } = siteOf(suspects, (present) => present.has(617));
    const { culprit, unexplained } = await findCulprit(probe, { failures: [failed('/a/')], suspects });
    expect(culprit).toMatchObject({ seq: 617, page: { path: '/a/' } });
    expect(unexplained).toEqual([]);
    expect(probes()).toBeLessThanOrEqual(12);
  });

  it('is the one whose absence from what came up to it makes the page good, whatever else fails', async () => {
    const seqs = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 40 });
    const bad = fc.array(fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(seqs, bad, async (unsorted, combinations) => {
        const suspects = unsorted.toSorted((a, b) => a - b);
        const sets = combinations.map((set) => set.map((index) => suspects[index % suspects.length] ?? 0));
        const fails = (present: ReadonlySet<number>): boolean =>
          sets.some((set) => set.every((seq) => present.has(seq)));
        const { probe } = siteOf(suspects, fails);
        const { culprit } = await findCulprit(probe, { failures: [failed('/a/')], suspects });
        const seq = culprit?.seq ?? 0;
        expect(fails(new Set(suspects.filter((other) => other <= seq)))).toBe(true);
        expect(fails(new Set(suspects.filter((other) => other < seq)))).toBe(false);
      }),
    );
  });

  it('is none where the page fails without any of them', async () => {
    const { probe } = siteOf([1, 2, 3], () => true);
    const failures = [failed('/a/')];
    expect(await findCulprit(probe, { failures, suspects: [1, 2, 3] })).toEqual({
      culprit: null,
      unexplained: failures,
    });
    expect(await findCulprit(probe, { failures, suspects: [] })).toEqual({
      culprit: null,
      unexplained: failures,
    });
  });
});
