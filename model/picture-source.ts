import type { FocalPoint, Size } from './media-variants.ts';
import { mediaFilePath } from './media-paths.ts';
import type { PublishedMedia } from './publication.ts';

/** What templates say of a picture of the media library, in the form in which Astro's components take pictures. */
export type PictureSource = Size & { src: string; format: PictureFormat; focal: FocalPoint };

/** Of the media that are pictures. */
type PictureFormat = 'jpeg' | 'png' | 'webp' | 'gif' | 'avif';

/** Null of what is no picture. An entry may have a focal point of its own. */
export function pictureSource(
  media: PublishedMedia,
  { base, focal }: { base: string; focal?: FocalPoint | undefined },
): PictureSource | null {
  const { contentType, focalX, focalY, height, width } = media;
  if (width === null || height === null) return null;
  const format = contentType.slice('image/'.length) as PictureFormat;
  return { src: mediaFilePath(media, base), width, height, format, focal: focal ?? { x: focalX, y: focalY } };
}
