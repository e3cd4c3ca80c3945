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
  /** SHA-256 of the bytes as they were uploaded. */
  uploadHash: string | null;
  /** A ThumbHash, in Base64; null for what is no picture. */
  placeholder: string | null;
  /** Nobody has to be told what it shows. */
  isDecorative: 0 | 1;
};

export async function insertMedia(
  tx: Kysely<Tables>,
  media: Omit<StoredMedia, 'isDecorative'>,
): Promise<void> {
  await tx
    .insertInto('media')
    .values({
      id: media.id,
      ...fileColumns(media),
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
  return await selectMedia(tx).where('id', 'in', ids).orderBy('id').execute();
}

/** What was uploaded with these bytes before, the oldest first; null if nothing was. */
export async function findMediaByUpload(
  tx: Kysely<Tables>,
  { uploadHash }: { uploadHash: string },
): Promise<StoredMedia | null> {
  const query = selectMedia(tx).where('upload_hash', '=', uploadHash).orderBy('id').limit(1);
  return (await query.executeTakeFirst()) ?? null;
}

function selectMedia(tx: Kysely<Tables>) {
  return tx.selectFrom('media').select(MEDIA_COLUMNS);
}

export const MEDIA_COLUMNS = [
  'id',
  'file_name as fileName',
  'content_type as contentType',
  'size_bytes as sizeBytes',
  'hash',
  'width',
  'height',
  'alt',
  'is_decorative as isDecorative',
  'focal_x as focalX',
  'focal_y as focalY',
  'created_at as createdAt',
  'created_by as createdBy',
  'upload_hash as uploadHash',
  'placeholder',
] as const;

export async function updateMedia(
  tx: Kysely<Tables>,
  {
    id,
    alt,
    focalX,
    focalY,
    isDecorative,
  }: Pick<StoredMedia, 'id' | 'alt' | 'focalX' | 'focalY'> & Partial<Pick<StoredMedia, 'isDecorative'>>,
): Promise<void> {
  const decorates = alt === '' ? isDecorative : 0;
  await tx
    .updateTable('media')
    .set({
      alt,
      focal_x: focalX,
      focal_y: focalY,
      ...(decorates !== undefined && { is_decorative: decorates }),
    })
    .where('id', '=', id)
    .execute();
}

export type StoredFile = Pick<
  StoredMedia,
  'fileName' | 'contentType' | 'sizeBytes' | 'hash' | 'width' | 'height' | 'uploadHash' | 'placeholder'
>;

/** Other bytes under the same id. */
export async function replaceMediaFile(
  tx: Kysely<Tables>,
  { id, ...file }: StoredFile & { id: string },
): Promise<void> {
  await tx.updateTable('media').set(fileColumns(file)).where('id', '=', id).execute();
}

export async function deleteMedia(tx: Kysely<Tables>, { id }: { id: string }): Promise<void> {
  await tx.deleteFrom('media').where('id', '=', id).execute();
}

function fileColumns(file: StoredFile) {
  return {
    file_name: file.fileName,
    content_type: file.contentType,
    size_bytes: file.sizeBytes,
    hash: file.hash,
    width: file.width,
    height: file.height,
    upload_hash: file.uploadHash,
    placeholder: file.placeholder,
  };
}
