import { MEDIA_KINDS, type MediaKind } from './accept.ts';
import type { MediaFilter } from './media-queries.ts';

/** What of the library is shown, as the address has it. */
export type MediaChoice = {
  q?: string;
  kind?: MediaKind;
  use?: 'used' | 'unused';
  alt?: 'missing';
  tag?: string;
  /** The file whose details stand beside. */
  file?: string;
};

export function readMediaChoice(search: Record<string, unknown>): MediaChoice {
  const { alt, file, kind, q, tag, use } = search;
  const known = MEDIA_KINDS.find((one) => one === kind);
  return {
    ...(typeof q === 'string' && q !== '' && { q }),
    ...(known !== undefined && { kind: known }),
    ...((use === 'used' || use === 'unused') && { use }),
    ...(alt === 'missing' && { alt }),
    ...(typeof tag === 'string' && tag !== '' && { tag }),
    ...(typeof file === 'string' && file !== '' && { file }),
  };
}

export function filterOf({ alt, kind, q, tag, use }: MediaChoice): MediaFilter {
  return {
    ...(q !== undefined && { q }),
    ...(kind !== undefined && { kind }),
    ...(use !== undefined && { used: use === 'used' }),
    ...(alt !== undefined && { lacksAlt: true }),
    ...(tag !== undefined && { tag }),
  };
}
