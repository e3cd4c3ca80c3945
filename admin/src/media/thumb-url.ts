import type { Media } from '../../../model/api/media.ts';

/** The widths that the server makes pictures in. */
type Width = 320 | 640 | 960 | 1_280;

/** A picture of the file, of this width. After the file was replaced it is another address: a browser shows what it has under the same one. */
export function thumbUrl({ hash, id }: Pick<Media, 'id' | 'hash'>, width: Width = 320): string {
  return `${fileUrl(id)}?width=${width}&format=webp&hash=${hash}`;
}

export function fileUrl(id: string): string {
  return `/api/v1/media/${id}/file`;
}
