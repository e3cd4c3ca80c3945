import assert from 'node:assert/strict';
import { SYSTEM_ACTOR } from '../../../server/accounts/actor.ts';
import type { AuthoringContext } from '../../../server/authoring/authoring-context.ts';
import { createEntry } from '../../../server/authoring/create-entry.ts';
import type { EntryCreation } from '../../../server/authoring/create-entry.ts';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import { publishEntries } from '../../../server/authoring/publish-entries.ts';
import { readEntry } from '../../../server/authoring/read-entry.ts';
import { saveDraft } from '../../../server/authoring/save-draft.ts';
import { withdrawEntries } from '../../../server/authoring/withdraw-entries.ts';
import { AppError } from '../../../server/errors.ts';
import type { ErrorCode } from '../../../server/errors.ts';

/** What an editor does. What authoring refuses, as it should, changes nothing; everything else that it throws is a failure. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set([
  'path-taken',
  'invalid-input',
  'single-exists',
  'not-published',
  'redirect-loop',
  'redirect-not-found',
  'publication-superseded',
]);

/** Where the steps keep the entries that there are. */
export type EditedSite = {
  readonly authoring: AuthoringContext;
  /** In the order in which they were made, as authoring last showed them. */
  readonly entries: EntryDetails[];
};

const CALL = { actor: SYSTEM_ACTOR, correlationId: null };

type NewEntry = Pick<EntryCreation, 'collection' | 'locale' | 'content' | 'translationOf'>;

export async function create(world: EditedSite, entry: NewEntry): Promise<EntryDetails | null> {
  const created = await unlessRefused(() => createEntry(world.authoring, { ...CALL, ...entry }));
  if (created !== null) world.entries.push(created);
  return created;
}

/** Public at once, and without question: the site begins with it. */
export async function createInitialEntry(world: EditedSite, entry: NewEntry): Promise<EntryDetails> {
  const created = await create(world, entry);
  assert(created, `the site begins with an entry that authoring refuses: ${JSON.stringify(entry)}`);
  await publish(world, [created]);
  return created;
}

export async function save(
  world: EditedSite,
  entry: EntryDetails,
  content: Record<string, unknown>,
): Promise<EntryDetails | null> {
  const saved = await unlessRefused(() =>
    saveDraft(world.authoring, {
      ...CALL,
      entryId: entry.id,
      expectedVersionId: entry.draft.versionId,
      content,
    }),
  );
  if (saved !== null) remember(world, saved);
  return saved;
}

/** Says whether authoring accepted it. */
export async function publish(world: EditedSite, entries: readonly EntryDetails[]): Promise<boolean> {
  if (entries.length === 0) return false;
  const result = await unlessRefused(() =>
    publishEntries(world.authoring, {
      ...CALL,
      entries: entries.map(({ id, draft }) => ({ entryId: id, expectedVersionId: draft.versionId })),
    }),
  );
  for (const entry of result?.entries ?? []) remember(world, entry);
  return result !== null;
}

export async function withdraw(world: EditedSite, entries: readonly EntryDetails[]): Promise<void> {
  if (entries.length === 0) return;
  const entryIds = entries.map(({ id }) => id);
  const result = await unlessRefused(() => withdrawEntries(world.authoring, { ...CALL, entryIds }));
  for (const entry of result?.entries ?? []) remember(world, entry);
}

/** Takes over entries that were made without the steps. */
export async function adoptEntries(world: EditedSite): Promise<void> {
  const rows = await world.authoring.database.db.selectFrom('entry').select('id').orderBy('id').execute();
  for (const { id } of rows) {
    const entry = await readEntry(world.authoring, { ...CALL, entryId: id });
    world.entries.push(entry);
  }
}

export function remember(world: EditedSite, entry: EntryDetails): void {
  const index = world.entries.findIndex(({ id }) => id === entry.id);
  world.entries[index] = entry;
}

export async function unlessRefused<T>(act: () => Promise<T>): Promise<T | null> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof AppError && REFUSALS.has(error.code)) return null;
    throw error;
  }
}
