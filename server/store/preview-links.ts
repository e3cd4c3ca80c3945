import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

export type StoredPreviewLink = {
  id: string;
  entryId: string;
  versionId: string | null;
  label: string | null;
  passwordHash: string | null;
  createdAt: string;
  createdBy: string | null;
  createdByName: string | null;
  expiresAt: string;
  revokedAt: string | null;
  views: number;
  lastViewedAt: string | null;
};

type NewPreviewLink = Omit<StoredPreviewLink, 'createdByName' | 'lastViewedAt' | 'revokedAt' | 'views'> & {
  tokenHash: string;
};

export async function insertPreviewLink(tx: Kysely<Tables>, link: NewPreviewLink): Promise<void> {
  await tx
    .insertInto('preview_link')
    .values({
      id: link.id,
      entry_id: link.entryId,
      version_id: link.versionId,
      token_hash: link.tokenHash,
      label: link.label,
      password_hash: link.passwordHash,
      created_at: link.createdAt,
      created_by: link.createdBy,
      expires_at: link.expiresAt,
      revoked_at: null,
      views: 0,
      last_viewed_at: null,
    })
    .execute();
}

/** Of an entry, the newest first. */
export async function listPreviewLinks(
  tx: Kysely<Tables>,
  { entryId }: { entryId: string },
): Promise<StoredPreviewLink[]> {
  return await selectLinks(tx)
    .where('preview_link.entry_id', '=', entryId)
    .orderBy('preview_link.id', 'desc')
    .execute();
}

export async function readPreviewLink(
  tx: Kysely<Tables>,
  { id }: { id: string },
): Promise<StoredPreviewLink | null> {
  return (await selectLinks(tx).where('preview_link.id', '=', id).executeTakeFirst()) ?? null;
}

export async function findPreviewLink(
  tx: Kysely<Tables>,
  { tokenHash }: { tokenHash: string },
): Promise<StoredPreviewLink | null> {
  return (await selectLinks(tx).where('preview_link.token_hash', '=', tokenHash).executeTakeFirst()) ?? null;
}

function selectLinks(tx: Kysely<Tables>) {
  return tx
    .selectFrom('preview_link')
    .leftJoin('user', 'user.id', 'preview_link.created_by')
    .select([
      'preview_link.id',
      'preview_link.entry_id as entryId',
      'preview_link.version_id as versionId',
      'preview_link.label',
      'preview_link.password_hash as passwordHash',
      'preview_link.created_at as createdAt',
      'preview_link.created_by as createdBy',
      'user.name as createdByName',
      'preview_link.expires_at as expiresAt',
      'preview_link.revoked_at as revokedAt',
      'preview_link.views',
      'preview_link.last_viewed_at as lastViewedAt',
    ]);
}

/** Returns whether it was open until now. */
export async function markLinkRevoked(
  tx: Kysely<Tables>,
  { at, id }: { id: string; at: string },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('preview_link')
    .set({ revoked_at: at })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function countView(tx: Kysely<Tables>, { at, id }: { id: string; at: string }): Promise<void> {
  await tx
    .updateTable('preview_link')
    .set((link) => ({ views: link('views', '+', 1), last_viewed_at: at }))
    .where('id', '=', id)
    .execute();
}

/** For good, with what people have called them. */
export async function deletePreviewLinksOf(
  tx: Kysely<Tables>,
  { entryId }: { entryId: string },
): Promise<void> {
  await tx.deleteFrom('preview_link').where('entry_id', '=', entryId).execute();
}

export async function deleteOldPreviewLinks(
  tx: Kysely<Tables>,
  { before }: { before: string },
): Promise<void> {
  await tx.deleteFrom('preview_link').where('expires_at', '<', before).execute();
}
