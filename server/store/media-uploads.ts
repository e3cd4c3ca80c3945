import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

export type StoredUpload = {
  id: string;
  userId: string;
  fileName: string;
  claimedType: string | null;
  sizeBytes: number;
  receivedBytes: number;
  mediaId: string | null;
  /** What `server/media/` has to know of where its bytes are, as text; null: nothing. */
  place: string | null;
  createdAt: string;
  expiresAt: string;
};

export async function insertUpload(tx: Kysely<Tables>, upload: StoredUpload): Promise<void> {
  await tx
    .insertInto('media_upload')
    .values({
      id: upload.id,
      user_id: upload.userId,
      file_name: upload.fileName,
      claimed_type: upload.claimedType,
      size_bytes: upload.sizeBytes,
      received_bytes: upload.receivedBytes,
      media_id: upload.mediaId,
      place: upload.place,
      created_at: upload.createdAt,
      expires_at: upload.expiresAt,
    })
    .execute();
}

/** Null where there is none, it is somebody else's, or its time is over. */
export async function readUpload(
  tx: Kysely<Tables>,
  { id, now, userId }: { id: string; userId: string; now: string },
): Promise<StoredUpload | null> {
  const found = await tx
    .selectFrom('media_upload')
    .select([
      'id',
      'user_id as userId',
      'file_name as fileName',
      'claimed_type as claimedType',
      'size_bytes as sizeBytes',
      'received_bytes as receivedBytes',
      'media_id as mediaId',
      'place',
      'created_at as createdAt',
      'expires_at as expiresAt',
    ])
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return found ?? null;
}

/** Of those that are not whole yet. */
export async function countOpenUploads(
  tx: Kysely<Tables>,
  { now, userId }: { userId: string; now: string },
): Promise<number> {
  const { count } = await tx
    .selectFrom('media_upload')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('user_id', '=', userId)
    .where('media_id', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirstOrThrow();
  return Number(count);
}

type Move = { id: string; from: number; to: number; place: string | null; expiresAt: string };

/** Whether it was where it was said to be: otherwise somebody else has added to it meanwhile, and nothing changes. */
export async function moveUpload(
  tx: Kysely<Tables>,
  { expiresAt, from, id, place, to }: Move,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('media_upload')
    .set({ received_bytes: to, place, expires_at: expiresAt })
    .where('id', '=', id)
    .where('received_bytes', '=', from)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function finishUpload(
  tx: Kysely<Tables>,
  { id, mediaId }: { id: string; mediaId: string },
): Promise<void> {
  await tx
    .updateTable('media_upload')
    .set((eb) => ({ media_id: mediaId, received_bytes: eb.ref('size_bytes') }))
    .where('id', '=', id)
    .execute();
}

export async function deleteUpload(tx: Kysely<Tables>, { id }: { id: string }): Promise<void> {
  await tx.deleteFrom('media_upload').where('id', '=', id).execute();
}

export async function deleteExpiredUploads(tx: Kysely<Tables>, { now }: { now: string }): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('media_upload')
    .where('expires_at', '<=', now)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** All that there are, whoever's: what else lies where they are kept belongs to none. */
export async function listUploadIds(tx: Kysely<Tables>): Promise<Set<string>> {
  const rows = await tx.selectFrom('media_upload').select('id').execute();
  return new Set(rows.map(({ id }) => id));
}
