import type { Kysely } from 'kysely';
import { decodeJson } from './json.ts';
import type { Tables } from './tables.ts';

/** What is told of a version when it goes public or is withdrawn. */
export type AnnouncedVersion = {
  id: string;
  entryId: string;
  collection: string;
  locale: string;
  /** Empty once the entry was taken down. */
  content: Record<string, unknown>;
};

export async function listAnnouncedVersions(
  tx: Kysely<Tables>,
  { ids }: { ids: readonly string[] },
): Promise<AnnouncedVersion[]> {
  const rows = await tx
    .selectFrom('version')
    .innerJoin('entry', 'entry.id', 'version.entry_id')
    .select(['version.id', 'version.content', 'entry.id as entryId', 'entry.collection', 'entry.locale'])
    .where('version.id', 'in', ids)
    .execute();
  return rows.map(({ content, ...version }) => Object.assign(version, { content: decodeJson(content) }));
}
