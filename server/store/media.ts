import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** A file that was uploaded, with what is said about it. */
export type StoredMedia = {
  id: string;
  fileName: string;
  contentType: string;
  sizeBytes: number;
  /** SHA-256 of the bytes. */
  hash: string;
  /** Null for what is no picture. */
  width: number | null;
  height: number | null;
  alt: string;
  focalX: number;
  focalY: number;
  createdAt: string;
  createdBy: string | null;
};

export async function insertMedia(tx: Kysely<Tables>, media: StoredMedia): Promise<void> {
  await tx
    .insertInto('media')
    .values({
      id: media.id,
      file_name: media.fileName,
      content_type: media.contentType,
      size_bytes: media.sizeBytes,
      hash: media.hash,
      width: media.width,
      height: media.height,
      alt: media.alt,
      focal_x: media.focalX,
      focal_y: media.focalY,
      created_at: media.createdAt,
      created_by: media.createdBy,
    })
    .execute();
}

/** Those of the files that exist, in the order of their ids. */
export async function readMedia(
  tx: Kysely<Tables>,
  { ids }: { ids: readonly string[] },
): Promise<StoredMedia[]> {
  if (ids.length === 0) return [];
  return await tx
    .selectFrom('media')
    .select([
      'id',
      'file_name as fileName',
      'content_type as contentType',
      'size_bytes as sizeBytes',
      'hash',
      'width',
      'height',
      'alt',
      'focal_x as focalX',
      'focal_y as focalY',
      'created_at as createdAt',
      'created_by as createdBy',
    ])
    .where('id', 'in', ids)
    .orderBy('id')
    .execute();
}

export async function updateMedia(
  tx: Kysely<Tables>,
  { id, alt, focalX, focalY }: Pick<StoredMedia, 'id' | 'alt' | 'focalX' | 'focalY'>,
): Promise<void> {
  await tx.updateTable('media').set({ alt, focal_x: focalX, focal_y: focalY }).where('id', '=', id).execute();
}
