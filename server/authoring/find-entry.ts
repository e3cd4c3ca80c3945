import type { Kysely } from 'kysely';
import { idProblem } from '../../model/text-rules.ts';
import { AppError } from '../errors.ts';
import { readEntry, readEntryHead, type EntryHead, type StoredEntry } from '../store/entries.ts';
import type { Tables } from '../store/tables.ts';
import { readTakedownOf } from '../store/takedowns.ts';

export async function findEntry(tx: Kysely<Tables>, { id }: { id: string }): Promise<StoredEntry> {
  // What is not an id may be text that Postgres refuses to look for.
  const entry = idProblem(id) === null ? await readEntry(tx, { id }) : null;
  if (entry === null) throw await notThere(tx, id);
  return entry;
}

export async function findEntryHead(tx: Kysely<Tables>, { id }: { id: string }): Promise<EntryHead> {
  const head = idProblem(id) === null ? await readEntryHead(tx, { id }) : null;
  if (head === null) throw await notThere(tx, id);
  return head;
}

async function notThere(tx: Kysely<Tables>, id: string): Promise<AppError> {
  const isId = idProblem(id) === null;
  if (!isId || (await readTakedownOf(tx, { entryId: id })) === null) return entryNotFound(id);
  return new AppError('taken-down', 'The entry was taken down for good. Nothing of it is left.');
}

export function entryNotFound(id: string): AppError {
  return new AppError(
    'entry-not-found',
    `There is no entry with the id ${JSON.stringify(id)}. Check the id.`,
  );
}
