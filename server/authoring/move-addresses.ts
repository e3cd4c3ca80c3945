import type { Transaction } from 'kysely';
import type { NewPublicationItem } from '../store/publication-items.ts';
import type { Tables } from '../store/tables.ts';
import { readWithheldRedirects } from '../store/withheld-redirects.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { movePaths, type PathMove } from './move-paths.ts';
import { placeRedirect, type Made } from './place-redirect.ts';
import { redirectsOfMoves } from './redirects-of-moves.ts';
import { replaceRedirects } from './replace-redirects.ts';

type Moving = { context: AuthoringContext; moves: readonly PathMove[]; made: Made };

/** Gives entries that go public their paths. Returns what that changes of the redirects. */
export async function moveAddresses(
  tx: Transaction<Tables>,
  { context, made, moves }: Moving,
): Promise<NewPublicationItem[]> {
  const items: NewPublicationItem[] = await replaceRedirects(tx, {
    paths: await movePaths(tx, { ...made, moves }),
  });
  for (const redirect of redirectsOfMoves(context, moves))
    items.push(...(await placeRedirect(tx, redirect, made)));
  for (const { entry } of moves) {
    for (const redirect of await readWithheldRedirects(tx, entry))
      items.push({ kind: 'redirect', redirect, previous: redirect });
  }
  return items;
}
