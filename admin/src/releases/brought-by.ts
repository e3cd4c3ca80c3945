import type { ListedPublication, ReleaseSummary } from './release-queries.ts';

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

/** What going back to a release keeps from visitors: everything that came into the log behind it. The newest publication comes first. */
export function heldBack(
  release: Pick<ReleaseSummary, 'seq'>,
  newest: readonly ListedPublication[],
): { count: number; publications: ListedPublication[] } {
  const publications = newest.filter(({ seq }) => seq > release.seq);
  return { count: Math.max(0, (newest[0]?.seq ?? 0) - release.seq), publications };
}
