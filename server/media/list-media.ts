import type { MediaVariant } from '../../model/publication.ts';
import { requirePermission } from '../accounts/require-permission.ts';
import { listMedia as list, type ListedMedia } from '../store/list-media.ts';
import { readMediaTags } from '../store/media-tags.ts';
import { readVariants } from '../store/media-variants.ts';
import type { Database } from '../store/database.ts';
import type { Call } from './media-context.ts';

const LIMIT_DEFAULT = 50;

/** Of each kind, how its content types begin. */
const PREFIXES = {
  picture: 'image/',
  document: 'application/',
  audio: 'audio/',
  video: 'video/',
} as const;

export type MediaListing = Call & {
  kind?: keyof typeof PREFIXES | undefined;
  isUsed?: boolean | undefined;
  lacksAlt?: boolean | undefined;
  tag?: string | undefined;
  q?: string | undefined;
  /** The last one of the page before. */
  cursor?: string | undefined;
  limit?: number | undefined;
};

export type MediaInList = ListedMedia & { tags: readonly string[]; variants: readonly MediaVariant[] };

/** The newest first. */
export async function listMedia(
  database: Database,
  { actor, cursor, kind, limit = LIMIT_DEFAULT, q = '', ...filter }: MediaListing,
): Promise<{ media: MediaInList[]; nextCursor: string | null }> {
  requirePermission(actor, 'media.read', { kind: 'installation' });
  return await database.read(async (tx) => {
    const words = q.split(/\s+/u).filter((word) => word !== '');
    const typePrefix = kind === undefined ? undefined : PREFIXES[kind];
    const found = await list(tx, { ...filter, before: cursor, limit: limit + 1, typePrefix, words });
    const page = found.slice(0, limit);
    const tags = await readMediaTags(tx, { ids: page.map(({ id }) => id) });
    const variants = await readVariants(tx, { originals: page.map(({ hash }) => hash) });
    return {
      media: page.map((one) =>
        Object.assign(one, { tags: tags.get(one.id) ?? [], variants: variants.get(one.hash) ?? [] }),
      ),
      nextCursor: found.length > limit ? (page.at(-1)?.id ?? null) : null,
    };
  });
}
