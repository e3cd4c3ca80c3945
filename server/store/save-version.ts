import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { appendAudit, auditRow } from './audit.ts';
import type { AuditRecord, AuditRow } from './audit.ts';
import { compileOnce } from './compile-once.ts';
import type { Database } from './database.ts';
import { moveDraft, sortTitle } from './entries.ts';
import type { DraftMove } from './entries.ts';
import { indexedWith, indexRow, putEntryIndex } from './entry-index.ts';
import type { EntryIndex, IndexRow } from './entry-index.ts';
import { foldVersion, keepsMost, MAY_FOLD } from './fold-version.ts';
import type { Fold } from './fold-version.ts';
import type { Tables } from './tables.ts';
import { insertVersion, versionRow } from './versions.ts';
import type { NewVersion, VersionRow } from './versions.ts';

export type VersionSave = {
  move: DraftMove;
  version: NewVersion;
  /** What was saved before this belongs to an earlier sitting. */
  sittingSince: string;
  /** A version that was begun before this is not changed any more. */
  begunSince: string;
  /** By what the draft is found from now on. */
  index: EntryIndex;
  /** What was saved is added to it. */
  audit: Omit<AuditRecord, 'details'>;
};

/**
 * Moves the draft to a new version if it is still the one that the caller saw, and writes down who did so. Within a sitting the version takes the
 * place of the one before (`fold-version.ts`), and the audit says of which. Returns the number of the version; null if the draft has moved
 * on, and then nothing is stored.
 */
export async function saveVersion(database: Database, save: VersionSave): Promise<number | null> {
  return database.dialect === 'postgres'
    ? await database.writeStatement((db) => saveInOneTrip(db, save))
    : await database.write((tx) => saveInSteps(tx, save));
}

async function saveInSteps(
  tx: Kysely<Tables>,
  { move, version, sittingSince, begunSince, index, audit }: VersionSave,
): Promise<number | null> {
  const { fromVersionId } = move;
  // The pointer first: moving it also locks the entry, within which versions are numbered.
  if (!(await moveDraft(tx, move))) return null;
  const folded = await foldVersion(tx, { ...versionRow(version), fromVersionId, sittingSince, begunSince });
  const number = folded ?? (await insertVersion(tx, version));
  await putEntryIndex(tx, index);
  await appendAudit(tx, { ...audit, details: { versionId: version.id, after: fromVersionId } });
  return number;
}

/** The same as one statement: each trip to the server costs about as much as what it does there. */
async function saveInOneTrip(
  db: Kysely<Tables>,
  { move, version, sittingSince, begunSince, index, audit }: VersionSave,
): Promise<number | null> {
  const { title, updatedAt, fromVersionId } = move;
  const details = { versionId: version.id, after: fromVersionId };
  const { id: auditId, ...record } = auditRow({ ...audit, details });
  const moved = { title, sortTitle: sortTitle(title), updatedAt, fromVersionId, sittingSince, begunSince };
  const row = { ...indexRow(index), ...moved, ...versionRow(version), ...record, auditId };
  const [saved] = (await saveStatement(db, row)).rows;
  return saved?.number ?? null;
}

type SaveRow = Pick<DraftMove, 'title' | 'updatedAt'> &
  Fold &
  IndexRow &
  VersionRow &
  Omit<AuditRow, 'id'> & { auditId: string; sortTitle: string };

const saveStatement = compileOnce((db, row: SaveRow) => ({
  compile: () =>
    sql<{ number: number }>`
      with moved as (
        update entry set
          draft_version_id = ${row.id}, title = ${row.title}, sort_title = ${row.sortTitle},
          updated_at = ${row.updatedAt}
        where id = ${row.entryId} and draft_version_id = ${row.fromVersionId} and trashed_at is null
        returning id
      ), folded as (
        update version set
          id = ${row.id}, content = cast(${row.content} as jsonb), content_hash = ${row.contentHash},
          slug = cast(${row.slug} as text), model_fingerprint = ${row.modelFingerprint},
          begun_at = coalesce(begun_at, created_at), created_at = cast(${row.createdAt} as timestamptz)
        from moved
        where version.id = ${row.fromVersionId} and version.entry_id = moved.id
          and version.created_by = cast(${row.createdBy} as text)
          and version.created_at >= cast(${row.sittingSince} as timestamptz)
          and coalesce(version.begun_at, version.created_at) >= cast(${row.begunSince} as timestamptz)
          and ${keepsMost(sql`version.content::text`, sql`cast(${row.content} as jsonb)::text`)} and ${MAY_FOLD}
        returning version.id, version.number
      ), inserted as (
        insert into version (
          id, entry_id, number, content, content_hash, slug, model_fingerprint, name, created_at, created_by
        )
        select
          ${row.id}, id, coalesce((select max(number) from version where entry_id = moved.id), 0) + 1,
          cast(${row.content} as jsonb), ${row.contentHash}, cast(${row.slug} as text), ${row.modelFingerprint},
          cast(${row.name} as text), cast(${row.createdAt} as timestamptz), cast(${row.createdBy} as text)
        from moved
        where not exists (select 1 from folded)
        returning id, number
      ), saved as (
        select * from folded union all select * from inserted
      ), ${indexedWith(row)}, audited as (
        insert into audit (
          id, at, actor_id, token_id, token_name, action, subject, correlation_id, details, salt, record_hash
        )
        select
          ${row.auditId}, cast(${row.at} as timestamptz), cast(${row.actorId} as text), cast(${row.tokenId} as text),
          cast(${row.tokenName} as text), ${row.action}, ${row.subject},
          cast(${row.correlationId} as text), cast(${row.details} as jsonb), ${row.salt}, ${row.recordHash}
        from saved
      )
      select number from saved`.compile(db),
}));
