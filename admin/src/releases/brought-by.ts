import { PUBLICATIONS_PER_PAGE } from './page-sizes.ts';
import type { ListedPublication, ReleaseSummary } from './release-queries.ts';
import { isOfMedia, isWithdrawal } from './what-happened.ts';

/** What a release brought, by release number. */
export function publicationsByRelease(
  publications: readonly ListedPublication[],
): ReadonlyMap<number, ListedPublication[]> {
  const byRelease = new Map<number, ListedPublication[]>();
  for (const publication of publications) {
    const number = publication.release?.number;
    if (number === undefined) continue;
    byRelease.set(number, [...(byRelease.get(number) ?? []), publication]);
  }
  return byRelease;
}

/** Each once, in the order in which they appear. */
export function peopleOf(publications: readonly ListedPublication[]): string[] {
  return [...new Set(publications.flatMap(({ by }) => by?.name ?? []))];
}

/** In milliseconds, from the first of them that came into the log until visitors had it; null where nothing was published. */
export function waitOf(
  { finishedAt }: Pick<ReleaseSummary, 'finishedAt'>,
  publications: readonly ListedPublication[],
): number | null {
  if (finishedAt === null || publications.length === 0) return null;
  const first = Math.min(...publications.map(({ acceptedAt }) => Date.parse(acceptedAt)));
  return Math.max(0, Date.parse(finishedAt) - first);
}

export type HeldBack = {
  publications: ListedPublication[];
  /** false: there are more, further back than the list goes. */
  isAll: boolean;
};

/**
 * What going back to a release keeps from visitors: what came into the log behind it. Not the withdrawals, which apply all the same, nor what each upload
 * says of a picture and its formats. The newest publication comes first.
 */
export function heldBack(
  release: Pick<ReleaseSummary, 'seq'>,
  newest: readonly ListedPublication[],
): HeldBack {
  const publications = newest.filter(
    (publication) => publication.seq > release.seq && !isWithdrawal(publication) && !isOfMedia(publication),
  );
  const isAll = newest.length < PUBLICATIONS_PER_PAGE || (newest.at(-1)?.seq ?? 0) <= release.seq + 1;
  return { publications, isAll };
}

/** Neighbours of which the same is true stand together; every other one by itself. */
export function runsOf<Item>(items: readonly Item[], isAlike: (item: Item) => boolean): Item[][] {
  const runs: Item[][] = [];
  for (const [index, item] of items.entries()) {
    const before = items[index - 1];
    const run = before !== undefined && isAlike(before) && isAlike(item) ? runs.at(-1) : undefined;
    if (run === undefined) runs.push([item]);
    else run.push(item);
  }
  return runs;
}
