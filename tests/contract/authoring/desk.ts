import { sql } from 'kysely';
import type { ContentModel } from '../../../model/content-model.ts';
import type { LogPosition } from '../../../model/publication.ts';
import type { Actor, Role } from '../../../server/accounts/actor.ts';
import type { AuthoringContext } from '../../../server/authoring/authoring-context.ts';
import { createEntry } from '../../../server/authoring/create-entry.ts';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import { publishEntries } from '../../../server/authoring/publish-entries.ts';
import { saveDraft } from '../../../server/authoring/save-draft.ts';
import { listAudit } from '../../../server/store/audit.ts';
import type { Database, DialectName } from '../../../server/store/database.ts';
import { newId } from '../../../server/store/new-id.ts';
import { readLogHead } from '../../../server/store/publications.ts';
import type { Tables } from '../../../server/store/tables.ts';
import { insertUser } from '../../../server/store/users.ts';
import { openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { deskModel } from './desk-model.ts';

export type Content = Record<string, unknown>;

/** A newsroom to test in: a database with one user of each role, and shorthands that act as the editor. */
export type Desk = Awaited<ReturnType<typeof openDesk>>;

export async function openDesk(dialect: DialectName, model: ContentModel = deskModel) {
  const test: TestDatabase = await openTestDatabase(dialect);
  const { database } = test;
  const editor = await addUser(test, 'editor');
  const signals: LogPosition[] = [];
  let time = Date.parse('2026-03-01T09:00:00.000Z');
  const context: AuthoringContext = {
    database,
    model,
    // Every look at the clock is a second later, so that times can be told apart.
    now: () => new Date((time += 1_000)),
    publicationCommitted: (position) => signals.push(position),
  };
  const call = { actor: editor, correlationId: 'test-1' };
  const create = (
    content: Content,
    place: { collection?: string; locale?: string; translationOf?: string } = {},
  ) => createEntry(context, { ...call, collection: 'posts', locale: 'en', ...place, content });
  const save = (entry: EntryDetails, content: Content) =>
    saveDraft(context, { ...call, entryId: entry.id, expectedVersionId: entry.draft.versionId, content });
  const publish = (...entries: EntryDetails[]) =>
    publishEntries(context, { ...call, entries: entries.map(seen) });
  return {
    test,
    database,
    context,
    call,
    editor,
    /** The positions that `publicationCommitted` was called with. */
    signals,
    create,
    save,
    publish,
    actor: (role: Role) => addUser(test, role),
    /** Nobody does anything for so long. */
    wait: (milliseconds: number) => void (time += milliseconds),
    count: (table: keyof Tables) => countRows(test, table),
    audit: () => listAudit(database.db, { limit: 100 }),
    logHead: () => readLogHead(database.db),
    close: () => test.close(),
  };
}

/** An entry as a request names it: with the version that was seen. */
export function seen(entry: EntryDetails): { entryId: string; expectedVersionId: string } {
  return { entryId: entry.id, expectedVersionId: entry.draft.versionId };
}

/** A table that is away for a while makes a real database fail at the statement that needs it. */
export async function renameTable(
  database: Database,
  { from, to }: { from: string; to: string },
): Promise<void> {
  const statement = sql`alter table ${sql.table(from)} rename to ${sql.table(to)}`;
  await database.changeSchema((tx) => statement.execute(tx));
}

async function addUser({ database }: TestDatabase, role: Role): Promise<Actor> {
  const id = newId();
  await database.write((tx) =>
    insertUser(tx, {
      id,
      email: `${id}@example.org`,
      name: role,
      role,
      passwordHash: '',
      createdAt: '2026-03-01T08:00:00.000Z',
    }),
  );
  return { userId: id, role };
}

async function countRows({ database }: TestDatabase, table: keyof Tables): Promise<number> {
  const { rows } = await database.db
    .selectFrom(table)
    .select(({ fn }) => fn.countAll().as('rows'))
    .executeTakeFirstOrThrow();
  return Number(rows);
}
