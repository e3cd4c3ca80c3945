import type { FailedPage } from '../render/protocol.ts';

/** Renders these pages as if some publications had never been. Resolves with those that fail, by path. */
export type Probe = (attempt: {
  paths: readonly string[];
  without: readonly number[];
}) => Promise<ReadonlyMap<string, FailedPage>>;

export type Verdict = {
  /** With it, a page fails that does not fail with what came before it. */
  culprit: { seq: number; page: FailedPage } | null;
  /** They fail without any of the suspects, too. */
  unexplained: readonly FailedPage[];
};

/** A broken layout breaks every page: a few of them find the culprit as well as all. */
const PAGES_PER_PROBE = 20;

/**
 * By halves: among the states after the first, the first two … of the suspects, one is good and the next one is not. Where a page fails with two
 * publications together only, this is the later one. `suspects` are in the order of the log.
 */
export async function findCulprit(
  probe: Probe,
  { failures, suspects }: { failures: readonly FailedPage[]; suspects: readonly number[] },
): Promise<Verdict> {
  if (suspects.length === 0) return { culprit: null, unexplained: failures };
  const without = await probe({ paths: failures.map(({ path }) => path), without: suspects });
  const unexplained = failures.filter(({ path }) => without.has(path));
  const explained = failures.filter(({ path }) => !without.has(path)).slice(0, PAGES_PER_PROBE);
  let [witness] = explained;
  if (witness === undefined) return { culprit: null, unexplained };
  const paths = explained.map(({ path }) => path);
  let good = 0;
  let bad = suspects.length;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    const failed = await probe({ paths, without: suspects.slice(middle) });
    const [first] = failed.values();
    if (first === undefined) good = middle;
    else {
      bad = middle;
      witness = first;
    }
  }
  // What the probe cannot see, such as the file of a redirect, would otherwise be the last one's fault.
  if (bad === suspects.length && (await probe({ paths, without: [] })).size === 0)
    return { culprit: null, unexplained: failures };
  const seq = suspects[good];
  return { culprit: seq === undefined ? null : { seq, page: witness }, unexplained };
}
