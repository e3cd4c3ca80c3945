import { requirePermission } from '../accounts/require-permission.ts';
import type { Database } from '../store/database.ts';
import { countMediaTags, type CountedTag } from '../store/media-tags.ts';
import type { Call } from './media-context.ts';

/** As many as somebody looks through. */
const TAGS_MAX = 500;

/** Those that most files have first. */
export async function listMediaTags(database: Database, { actor }: Call): Promise<CountedTag[]> {
  requirePermission(actor, 'media.read', { kind: 'installation' });
  return await database.read((tx) => countMediaTags(tx, { limit: TAGS_MAX }));
}
