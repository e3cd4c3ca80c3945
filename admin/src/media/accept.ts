import type { Media } from '../../../model/api/media.ts';

export type MediaKind = Media['kind'];

/** Of each kind, how its content types begin. */
const PREFIXES = {
  picture: 'image/',
  document: 'application/',
  audio: 'audio/',
  video: 'video/',
} as const satisfies Record<MediaKind, string>;

export const MEDIA_KINDS = Object.keys(PREFIXES) as readonly MediaKind[];

/** Whether a content type is one of those, such as `application/pdf` or `image/*`; null: every one is. */
export function isAccepted(contentType: string, accept: readonly string[] | null): boolean {
  return (
    accept === null ||
    accept.some((one) =>
      one.endsWith('/*') ? contentType.startsWith(one.slice(0, -1)) : one === contentType,
    )
  );
}

/** The kinds that files of these types are of. */
export function acceptedKinds(accept: readonly string[] | null): readonly MediaKind[] {
  if (accept === null) return MEDIA_KINDS;
  return MEDIA_KINDS.filter((kind) => accept.some((one) => one.startsWith(PREFIXES[kind])));
}
