import type { Transaction } from 'kysely';
import type { NewPublicationItem } from '../store/publication-items.ts';
import { slashForms } from '../store/public-paths.ts';
import { lockPublicationLog } from '../store/publications.ts';
import { deleteRedirect, readRedirects } from '../store/redirects.ts';
import type { Tables } from '../store/tables.ts';

export type RedirectRemoval = Extract<NewPublicationItem, { kind: 'redirect-removed' }>;

/**
 * A page takes the place of a redirect on its path: whoever publishes there means the page to be seen. Call it when the paths are claimed;
 * what it returns belongs into the same publication. Once the log is locked, a redirect that somebody else was setting meanwhile is
 * either there to be replaced, or meets the claim.
 */
export async function replaceRedirects(
  tx: Transaction<Tables>,
  { paths }: { paths: readonly string[] },
): Promise<RedirectRemoval[]> {
  if (paths.length === 0) return [];
  await lockPublicationLog(tx);
  const replaced = await readRedirects(tx, { paths: paths.flatMap(slashForms) });
  for (const { path } of replaced) await deleteRedirect(tx, { path });
  return replaced.map((previous) => ({ kind: 'redirect-removed', path: previous.path, previous }));
}
