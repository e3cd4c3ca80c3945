import { sql } from 'kysely';
import type { RawBuilder, SqlBool } from 'kysely';
import { HELD_ITEMS, HELD_SEQ } from './entries.ts';
import type { StoredEntrySummary } from './entries.ts';
import type { StoredState } from './tables.ts';

/**
 * draft: never published · live: the draft is what is public · changed: the draft has moved on since it was published · withdrawn: was public
 * once and is not now · withheld: published, and held back since the templates cannot show it · held: published, and the site is held at a
 * release before it. With the last two, visitors get what was there before. trashed: in the trash, and not public.
 */
export type EntryState = 'draft' | 'live' | 'changed' | 'withdrawn' | 'withheld' | 'held' | 'trashed';

export function entryState(
  entry: Pick<
    StoredEntrySummary,
    'draftVersionId' | 'publishedVersionId' | 'firstPublishedAt' | 'trashedAt' | 'withheldSeq' | 'heldSeq'
  >,
): EntryState {
  if (entry.trashedAt !== null) return 'trashed';
  if (entry.publishedVersionId === null) return entry.firstPublishedAt === null ? 'draft' : 'withdrawn';
  if (entry.withheldSeq !== null) return 'withheld';
  if (entry.heldSeq !== null) return 'held';
  return entry.publishedVersionId === entry.draftVersionId ? 'live' : 'changed';
}

/** How the states of the table, by which lists are indexed, make those of `entryState`. */
export type StateFilter = {
  stored: readonly StoredState[];
  /** What else has to be so; it is for few entries where it looks at what is held back. */
  condition: RawBuilder<SqlBool> | null;
};

const WITHHELD_SEQ = sql`(select max(item.seq) from publication_item as item
  join withheld_publication as held on held.seq = item.seq
  where held.settled_at is null and item.entry_id = entry.id and item.version_id = entry.published_version_id)`;

const IS_WITHHELD = sql<SqlBool>`entry.id in (select item.entry_id from withheld_publication as held
  cross join publication_item as item where held.settled_at is null and item.seq = held.seq) and ${WITHHELD_SEQ} is not null`;

const IS_HELD = sql<SqlBool>`${WITHHELD_SEQ} is null and entry.id in (select item.entry_id from ${HELD_ITEMS}) and ${HELD_SEQ} is not null`;

/**
 * Nearly all there is. PostgreSQL takes a subquery that is null for the rarest of things, and would rather read and sort a whole collection than walk its
 * index for a page of it; of a `case` it expects every second row.
 */
const IS_SHOWN = sql<SqlBool>`case when ${WITHHELD_SEQ} is null and ${HELD_SEQ} is null then true else false end`;

const IS_SCHEDULED = sql<SqlBool>`entry.id in (select planned.entry_id from schedule as planned
  where planned.state in ('armed', 'blocked') and planned.timed_id is not null)`;

/** `scheduled` is no state: an entry that is scheduled has one of the others beside. */
export type ListedState = EntryState | 'scheduled';

/** What there is of a state, as sums of what can be counted without a look at each: nearly all that is live is shown, and what is not is found by itself. */
export function countedStates(
  state: ListedState | undefined,
): readonly { sign: 1 | -1; states: StateFilter }[] {
  if (state !== 'live' && state !== 'changed') return [{ sign: 1, states: stateFilter(state) }];
  const stored = [state];
  return [
    { sign: 1, states: { stored, condition: null } },
    { sign: -1, states: { stored, condition: IS_WITHHELD } },
    { sign: -1, states: { stored, condition: IS_HELD } },
  ];
}

export function stateFilter(state: ListedState | undefined): StateFilter {
  if (state === 'scheduled') return { ...stateFilter(undefined), condition: IS_SCHEDULED };
  if (state === undefined) return { stored: ['draft', 'withdrawn', 'live', 'changed'], condition: null };
  if (state === 'live' || state === 'changed') return { stored: [state], condition: IS_SHOWN };
  if (state === 'withheld') return { stored: ['live', 'changed'], condition: IS_WITHHELD };
  if (state === 'held') return { stored: ['live', 'changed'], condition: IS_HELD };
  return { stored: [state], condition: null };
}
