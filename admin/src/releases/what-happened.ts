import type { ListedPublication, ReleaseSummary } from './release-queries.ts';

type Happened = Pick<ListedPublication, 'items' | 'takesBack'>;

export type Happening =
  | ReleaseSummary['reason']
  | 'pictures'
  | 'media'
  | 'taken-back'
  | 'redirects'
  | 'mixed';

/** What a release was: why it was made, and of one that publications made, what these did. */
export function whatHappened(
  { changedCount, reason }: Pick<ReleaseSummary, 'changedCount' | 'reason'>,
  brought: readonly Happened[],
): Happening {
  if (reason !== 'publication' || brought.length === 0) return reason;
  const named = brought.filter((publication) => !isOfMedia(publication));
  if (named.length === 0) return changedCount === 0 ? 'pictures' : 'media';
  if (named.every(({ takesBack }) => takesBack !== null)) return 'taken-back';
  if (named.every(isWithdrawal)) return 'withdrawal';
  if (named.every(({ items }) => items.every(isRedirect))) return 'redirects';
  const isMixed = named.some(({ items }) => items.some(({ kind }) => kind === 'withdraw'));
  return isMixed ? 'mixed' : 'publication';
}

/** Visitors see nothing of it: pictures are there in one more format. */
export function isQuiet({ changedCount, reason }: ReleaseSummary, brought: readonly Happened[]): boolean {
  return reason === 'publication' && changedCount === 0 && brought.length > 0 && brought.every(isOfMedia);
}

export function isOfMedia({ items }: Pick<Happened, 'items'>): boolean {
  return items.every(({ kind }) => kind === 'media' || kind === 'media-removed');
}

/** It took entries from the site and brought none; redirects may take their place. */
export function isWithdrawal({ items }: Pick<Happened, 'items'>): boolean {
  return (
    items.some(({ kind }) => kind === 'withdraw') &&
    items.every((item) => item.kind === 'withdraw' || isRedirect(item))
  );
}

function isRedirect({ kind }: Happened['items'][number]): boolean {
  return kind === 'redirect' || kind === 'redirect-removed';
}
