import type { ListedPublication, Pin } from '../releases/release-queries.ts';
import { isWithdrawal } from '../releases/what-happened.ts';

export type Standing = 'waiting' | 'live' | 'held' | 'withdrawn' | 'taken-back';

type Known = Pick<ListedPublication, 'items' | 'release' | 'seq' | 'takesBack'>;

/**
 * What visitors have of a publication now. What it brought may have been withdrawn since, by a later one of the list; and while the site is held, they
 * have nothing of what came behind the release where it is, but for withdrawals.
 */
export function standsNow(
  publication: Known,
  { newest, pin }: { newest: readonly Known[]; pin: Pick<Pin, 'seq'> | null },
): Standing {
  if (publication.release === null && pin === null) return 'waiting';
  if (newest.some(({ takesBack }) => takesBack === publication.seq)) return 'taken-back';
  if (isWithdrawal(publication) || isWithdrawnSince(publication, newest)) return 'withdrawn';
  if (pin !== null && publication.seq > pin.seq) return 'held';
  return publication.release === null ? 'waiting' : 'live';
}

function isWithdrawnSince({ items, seq }: Known, newest: readonly Known[]): boolean {
  const ids = items.flatMap(({ entryId, kind }) => (kind === 'publish' && entryId !== null ? [entryId] : []));
  const isGone = (id: string): boolean => {
    const last = newest.find((other) => other.items.some(({ entryId }) => entryId === id));
    return (
      last !== undefined &&
      last.seq > seq &&
      last.items.some(({ entryId, kind }) => entryId === id && kind === 'withdraw')
    );
  };
  return ids.length > 0 && ids.every(isGone);
}
