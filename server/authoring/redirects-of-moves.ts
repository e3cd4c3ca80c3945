import type { Kysely } from 'kysely';
import type { PublishedRedirect } from '../../model/publication.ts';
import { slashForms } from '../store/public-paths.ts';
import { readRedirectsTo } from '../store/redirects.ts';
import type { Tables } from '../store/tables.ts';
import type { AuthoringContext } from './authoring-context.ts';
import type { PathMove } from './move-paths.ts';
import { isReservedPath } from './reserved-path.ts';

/**
 * Who has kept an address that an entry has now left gets to where it is. Not where somebody else of the same publication takes the address, nor
 * where it is the same but for the slash at its end.
 */
export function redirectsOfMoves(context: AuthoringContext, moves: readonly PathMove[]): PublishedRedirect[] {
  const taken = new Set(moves.flatMap(({ path }) => (path === null ? [] : slashForms(path))));
  return moves.flatMap(({ entry: { id, livePath, withheldSeq }, path }): PublishedRedirect[] => {
    // Where its publication is held back, no visitor has met it at that address.
    const isLeft = livePath !== null && path !== null && withheldSeq === null && !taken.has(livePath);
    if (!isLeft || isReservedPath(context, livePath)) return [];
    return [{ path: livePath, status: 301, to: { kind: 'entry', entryId: id } }];
  });
}

/** What leads to the addresses that are left leads on to the same targets: a visitor is sent on once. */
export async function withFollowers(
  tx: Kysely<Tables>,
  redirects: readonly PublishedRedirect[],
): Promise<PublishedRedirect[]> {
  const all = [...redirects];
  for (const { path, to } of redirects) {
    const followers = await readRedirectsTo(tx, { paths: slashForms(path) });
    for (const { path: from, status } of followers) all.push({ path: from, status, to });
  }
  return all;
}
