import type { Kysely } from 'kysely';
import type { EventAbout, EventKind } from '../../model/api/event.ts';
import { compileOnce } from './compile-once.ts';
import { isEntryItem, itemOf, type NewPublicationItem } from './publication-items.ts';
import type { Tables } from './tables.ts';

/** An entry that an event is about, with what decides who may read it. None of it ever changes. */
export type ConcernedEntry = { id: string; collection: string; locale: string; createdBy: string | null };

type Event = { kind: EventKind; about: EventAbout };

/** These name a publication where others name entries. */
const BY_PUBLICATION: ReadonlySet<EventKind> = new Set<EventKind>([
  'publication.withheld',
  'publication.settled',
  'redirect.set',
  'redirect.removed',
]);

/** For each of these events the entries that it is about; null where it is about none. */
export async function readConcernedEntries(
  tx: Kysely<Tables>,
  events: readonly Event[],
): Promise<(event: Event) => readonly ConcernedEntry[] | null> {
  const seqs = new Set(events.flatMap((event) => publicationOf(event) ?? []));
  const idsOf = new Map<number, string[]>();
  for (const seq of seqs) idsOf.set(seq, await readIdsOf(tx, { seq }));
  const named = (event: Event): readonly string[] => {
    const seq = publicationOf(event);
    return seq === null ? (event.about.entryIds ?? []) : (idsOf.get(seq) ?? []);
  };
  const ids = [...new Set(events.flatMap(named))];
  const found = ids.length === 0 ? [] : (await selectEntries(tx, { ids })).rows;
  const entries = new Map(found.map((entry) => [entry.id, entry]));
  return (event) => {
    const isAbout = event.about.entryIds !== undefined || named(event).length > 0;
    return isAbout ? named(event).flatMap((id) => entries.get(id) ?? []) : null;
  };
}

function publicationOf({ about: { entryIds, publication }, kind }: Event): number | null {
  return entryIds === undefined && BY_PUBLICATION.has(kind) ? (publication ?? null) : null;
}

async function readIdsOf(tx: Kysely<Tables>, { seq }: { seq: number }): Promise<string[]> {
  const { rows } = await selectItems(tx, { seq });
  return rows.map(itemOf).flatMap((item) => entryOf(item) ?? []);
}

function entryOf(item: NewPublicationItem): string | null {
  if (isEntryItem(item)) return item.entryId;
  if (item.kind === 'media' || item.kind === 'media-removed') return null;
  const { to } = item.kind === 'redirect' ? item.redirect : item.previous;
  return to?.kind === 'entry' ? to.entryId : null;
}

const selectItems = compileOnce((db, { seq }: { seq: number }) =>
  db.selectFrom('publication_item').selectAll().where('seq', '=', seq),
);

const selectEntries = compileOnce((db, { ids }: { ids: readonly string[] }) =>
  db
    .selectFrom('entry')
    .select(['id', 'collection', 'locale', 'created_by as createdBy'])
    .where('id', 'in', ids),
);
