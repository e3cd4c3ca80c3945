import { requirePermission } from '../accounts/require-permission.ts';
import type { Database } from '../store/database.ts';
import { countMentions } from '../store/entry-references.ts';
import { readMediaTags } from '../store/media-tags.ts';
import { readVariants } from '../store/media-variants.ts';
import { findMedia } from './find-media.ts';
import type { MediaInList } from './list-media.ts';
import type { Call } from './media-context.ts';

export async function readMedia(
  database: Database,
  { actor, id }: Call & { id: string },
): Promise<MediaInList> {
  requirePermission(actor, 'media.read', { kind: 'installation' });
  return await database.read(async (tx) => {
    const media = await findMedia(tx, { id });
    const variants = (await readVariants(tx, { originals: [media.hash] })).get(media.hash) ?? [];
    const tags = (await readMediaTags(tx, { ids: [id] })).get(id) ?? [];
    return { ...media, tags, variants, isUsed: (await countMentions(tx, { targetId: id })) > 0 };
  });
}
