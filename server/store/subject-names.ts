import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** Of each by its id; what is gone is not among them. */
export type SubjectNames = {
  entries: Map<string, NamedEntry>;
  media: Map<string, { name: string; createdBy: string | null }>;
  bundles: Map<string, { name: string; entries: NamedEntry[] }>;
  /** By the whole subject, such as `user:` and the id. */
  others: Map<string, string>;
};

export type NamedEntry = Place & { name: string; isErased: boolean };

type Place = { collection: string; locale: string; createdBy: string | null };

type Ids = ReadonlyMap<string, readonly string[]>;

const NAMED_TABLES = { user: 'user', role: 'role', webhook: 'webhook', token: 'api_token' } as const;

/** What is called by which name now. `ids` by what the audit calls their kind; a page of them at most. */
export async function readSubjectNames(tx: Kysely<Tables>, ids: Ids): Promise<SubjectNames> {
  const others = new Map<string, string>();
  for (const [kind, table] of Object.entries(NAMED_TABLES)) {
    for (const { id, name } of await readNames(tx, { table, ids: ids.get(kind) ?? [] }))
      others.set(`${kind}:${id}`, name);
  }
  for (const path of await readRedirects(tx, ids.get('redirect') ?? [])) others.set(`redirect:${path}`, path);
  return {
    entries: await readEntries(tx, ids.get('entry') ?? []),
    media: await readMedia(tx, ids.get('media') ?? []),
    bundles: await readBundles(tx, ids.get('bundle') ?? []),
    others,
  };
}

type NamedTable = (typeof NAMED_TABLES)[keyof typeof NAMED_TABLES];

async function readNames(
  tx: Kysely<Tables>,
  { ids, table }: { ids: readonly string[]; table: NamedTable },
): Promise<{ id: string; name: string }[]> {
  if (ids.length === 0) return [];
  return await tx
    .selectFrom(table as 'user')
    .select(['id', 'name'])
    .where('id', 'in', ids)
    .execute();
}

async function readRedirects(tx: Kysely<Tables>, paths: readonly string[]): Promise<string[]> {
  if (paths.length === 0) return [];
  const query = tx.selectFrom('redirect').select('from_path as path').where('from_path', 'in', paths);
  return (await query.execute()).map(({ path }) => path);
}

async function readEntries(tx: Kysely<Tables>, ids: readonly string[]): Promise<Map<string, NamedEntry>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom('entry')
    .select(['id', 'title', 'collection', 'locale', 'created_by', 'erased_at'])
    .where('id', 'in', ids)
    .execute();
  return new Map(
    rows.map(({ collection, created_by, erased_at, id, locale, title }) => {
      const place = { collection, locale, createdBy: created_by };
      return [id, Object.assign(place, { name: title, isErased: erased_at !== null })];
    }),
  );
}

async function readMedia(tx: Kysely<Tables>, ids: readonly string[]): Promise<SubjectNames['media']> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom('media')
    .select(['id', 'file_name as name', 'created_by as createdBy'])
    .where('id', 'in', ids)
    .execute();
  return new Map(rows.map(({ id, ...file }) => [id, file]));
}

/** With what they hold, which says who may read them. */
async function readBundles(tx: Kysely<Tables>, ids: readonly string[]): Promise<SubjectNames['bundles']> {
  if (ids.length === 0) return new Map();
  const bundles = await tx
    .selectFrom('bundle')
    .select(['id', 'title as name'])
    .where('id', 'in', ids)
    .execute();
  const held = await tx
    .selectFrom('bundle_item')
    .innerJoin('entry', 'entry.id', 'bundle_item.entry_id')
    .select(['bundle_item.bundle_id as bundleId', 'entry.collection', 'entry.locale'])
    .select(['entry.created_by as createdBy', 'entry.title as name'])
    .where('bundle_item.bundle_id', 'in', ids)
    .execute();
  return new Map(
    bundles.map(({ id, name }) => {
      const entries = held.filter(({ bundleId }) => bundleId === id);
      return [id, { name, entries: entries.map((entry) => Object.assign(entry, { isErased: false })) }];
    }),
  );
}
