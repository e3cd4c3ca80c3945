import { sql } from 'kysely';
import type { Kysely, RawBuilder, SqlBool } from 'kysely';
import { AppError } from '../errors.ts';
import { HELD_SEQ, selectSummaries } from './entries.ts';
import type { StoredEntrySummary } from './entries.ts';
import type { Tables } from './tables.ts';

/**
 * draft: never published · live: the draft is what is public · changed: the draft has moved on since it was published · withdrawn: was public
 * once and is not now · withheld: published, and held back since the templates cannot show it · held: published, and the site is held at a
 * release before it. With the last two, visitors get what was there before.
 */
export type EntryState = 'draft' | 'live' | 'changed' | 'withdrawn' | 'withheld' | 'held';

export function entryState(
  entry: Pick<
    StoredEntrySummary,
    'draftVersionId' | 'publishedVersionId' | 'firstPublishedAt' | 'withheldSeq' | 'heldSeq'
  >,
): EntryState {
  if (entry.publishedVersionId === null) return entry.firstPublishedAt === null ? 'draft' : 'withdrawn';
  if (entry.withheldSeq !== null) return 'withheld';
  if (entry.heldSeq !== null) return 'held';
  return entry.publishedVersionId === entry.draftVersionId ? 'live' : 'changed';
}

export type EntryFilter = {
  collection?: string | undefined;
  locale?: string | undefined;
  state?: EntryState | undefined;
  /** From the page before. */
  cursor?: string | undefined;
  limit: number;
};

export type EntryPage = { entries: StoredEntrySummary[]; nextCursor: string | null };

/** Last changed first. A page begins after the last row of the one before, so that entries saved meanwhile move nothing. */
export async function listEntries(tx: Kysely<Tables>, filter: EntryFilter): Promise<EntryPage> {
  const { collection, locale, state, cursor, limit } = filter;
  let query = selectSummaries(tx)
    .orderBy('entry.updated_at', 'desc')
    .orderBy('entry.id', 'desc')
    .limit(limit + 1);
  if (collection !== undefined) query = query.where('entry.collection', '=', collection);
  if (locale !== undefined) query = query.where('entry.locale', '=', locale);
  if (state !== undefined) query = query.where(STATE_CONDITIONS[state]);
  if (cursor !== undefined) {
    const [updatedAt, id] = decodeCursor(cursor);
    query = query.where(sql<SqlBool>`(entry.updated_at, entry.id) < (${updatedAt}, ${id})`);
  }
  const rows = await query.execute();
  const entries = rows.slice(0, limit);
  const last = rows.length > limit ? entries.at(-1) : undefined;
  return { entries, nextCursor: last === undefined ? null : encodeCursor(last) };
}

const IS_SHOWN = sql`withheld_publication.seq is null and ${HELD_SEQ} is null`;

/** The conditions of `entryState`. */
const STATE_CONDITIONS: Readonly<Record<EntryState, RawBuilder<SqlBool>>> = {
  draft: sql`entry.published_version_id is null and entry.first_published_at is null`,
  withdrawn: sql`entry.published_version_id is null and entry.first_published_at is not null`,
  withheld: sql`withheld_publication.seq is not null`,
  held: sql`withheld_publication.seq is null and ${HELD_SEQ} is not null`,
  live: sql`entry.published_version_id = entry.draft_version_id and ${IS_SHOWN}`,
  changed: sql`entry.published_version_id <> entry.draft_version_id and ${IS_SHOWN}`,
};

function encodeCursor({ updatedAt, id }: StoredEntrySummary): string {
  return Buffer.from(`${updatedAt}/${id}`).toString('base64url');
}

const CURSOR = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\/([0-9a-f-]{36})$/;

function decodeCursor(cursor: string): [updatedAt: string, id: string] {
  const [, updatedAt, id] = CURSOR.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (updatedAt === undefined || id === undefined || Number.isNaN(Date.parse(updatedAt))) {
    throw new AppError('invalid-input', 'The cursor is not one that a list of entries has returned.', {
      issues: [{ path: 'cursor', message: 'take it from nextCursor of the page before' }],
    });
  }
  return [updatedAt, id];
}
