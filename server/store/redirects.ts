import type { Kysely } from 'kysely';
import type { PublishedRedirect } from '../../model/publication.ts';
import { redirectAddress, redirectTargetOf } from '../../model/redirect-target.ts';
import { isInScope, type EntryScope } from './entry-scope.ts';
import { newId } from './new-id.ts';
import type { RedirectTable, Tables } from './tables.ts';

/** By path. A site has thousands at most. Those that lead to entries lead to entries of the scope. */
export async function listRedirects(
  tx: Kysely<Tables>,
  { scope = 'all' }: { scope?: EntryScope } = {},
): Promise<PublishedRedirect[]> {
  const rows = await selectRedirectRows(tx)
    .$if(scope !== 'all', (query) =>
      query.where((redirect) =>
        redirect.or([
          redirect('redirect.to_entry_id', 'is', null),
          redirect.exists(
            redirect
              .selectFrom('entry')
              .select('entry.id')
              .whereRef('entry.id', '=', 'redirect.to_entry_id')
              .where(isInScope(scope)),
          ),
        ]),
      ),
    )
    .orderBy('redirect.from_path')
    .execute();
  return rows.map(redirectOfRow);
}

/** The redirects on these paths. */
export async function readRedirects(
  tx: Kysely<Tables>,
  { paths }: { paths: readonly string[] },
): Promise<PublishedRedirect[]> {
  if (paths.length === 0) return [];
  const rows = await selectRedirectRows(tx)
    .where('redirect.from_path', 'in', paths)
    .orderBy('redirect.from_path')
    .execute();
  return rows.map(redirectOfRow);
}

/** Those that lead straight to one of these paths. */
export async function readRedirectsTo(
  tx: Kysely<Tables>,
  { paths }: { paths: readonly string[] },
): Promise<PublishedRedirect[]> {
  const rows = await selectRedirectRows(tx)
    .where('redirect.to_path', 'in', paths)
    .orderBy('redirect.from_path')
    .execute();
  return rows.map(redirectOfRow);
}

export async function readRedirectsToEntry(
  tx: Kysely<Tables>,
  { entryId }: { entryId: string },
): Promise<PublishedRedirect[]> {
  const rows = await selectRedirectRows(tx)
    .where('redirect.to_entry_id', '=', entryId)
    .orderBy('redirect.from_path')
    .execute();
  return rows.map(redirectOfRow);
}

export async function countRedirectsToEntries(
  tx: Kysely<Tables>,
  { entryIds }: { entryIds: readonly string[] },
): Promise<number> {
  if (entryIds.length === 0) return 0;
  const { count } = await tx
    .selectFrom('redirect')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('to_entry_id', 'in', entryIds)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** In the transaction that publishes it. */
export async function putRedirect(
  tx: Kysely<Tables>,
  { path, status, to }: PublishedRedirect,
  { createdAt, createdBy }: { createdAt: string; createdBy: string | null },
): Promise<void> {
  const leads = {
    status,
    to_path: to === null || to.kind === 'entry' ? null : redirectAddress(to),
    to_entry_id: to?.kind === 'entry' ? to.entryId : null,
  };
  await tx
    .insertInto('redirect')
    .values({ id: newId(), from_path: path, ...leads, created_at: createdAt, created_by: createdBy })
    .onConflict((conflict) => conflict.column('from_path').doUpdateSet(leads))
    .execute();
}

export async function deleteRedirect(tx: Kysely<Tables>, { path }: { path: string }): Promise<void> {
  await tx.deleteFrom('redirect').where('from_path', '=', path).execute();
}

export function selectRedirectRows(tx: Kysely<Tables>) {
  return tx
    .selectFrom('redirect')
    .select(['redirect.from_path', 'redirect.status', 'redirect.to_path', 'redirect.to_entry_id']);
}

type RedirectRow = Pick<RedirectTable, 'from_path' | 'status' | 'to_path' | 'to_entry_id'>;

export function redirectOfRow(row: RedirectRow): PublishedRedirect {
  return { path: row.from_path, status: row.status, to: targetOf(row) };
}

function targetOf({ to_entry_id: entryId, to_path: path }: RedirectRow): PublishedRedirect['to'] {
  if (path !== null) return redirectTargetOf(path);
  return entryId === null ? null : { kind: 'entry', entryId };
}
