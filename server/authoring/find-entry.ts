import type { Kysely } from 'kysely';
import { idProblem } from '../../model/text-rules.ts';
import { AppError } from '../errors.ts';
import { readEntry, readEntryAnywhere, readEntryHead } from '../store/entries.ts';
import type { EntryHead, StoredEntry } from '../store/entries.ts';
import type { Tables } from '../store/tables.ts';
import { readTakedownOf } from '../store/takedowns.ts';

export async function findEntry(tx: Kysely<Tables>, { id }: { id: string }): Promise<StoredEntry> {
  // What is not an id may be text that Postgres refuses to look for.
  const entry = idProblem(id) === null ? await readEntry(tx, { id }) : null;
  if (entry === null) throw await entryNotThere(tx, id);
  return entry;
}

export async function findEntryHead(tx: Kysely<Tables>, { id }: { id: string }): Promise<EntryHead> {
  const head = idProblem(id) === null ? await readEntryHead(tx, { id }) : null;
  if (head === null) throw await entryNotThere(tx, id);
  return head;
}

/** Also in the trash. */
export async function findEntryAnywhere(tx: Kysely<Tables>, { id }: { id: string }): Promise<StoredEntry> {
  const entry = idProblem(id) === null ? await readEntryAnywhere(tx, { id }) : null;
  if (entry === null || entry.erasedAt !== null) throw await entryNotThere(tx, id);
  return entry;
}

export async function findTrashedEntry(tx: Kysely<Tables>, { id }: { id: string }): Promise<StoredEntry> {
  const entry = await findEntryAnywhere(tx, { id });
  if (entry.trashedAt !== null) return entry;
  throw new AppError('not-in-trash', `"${entry.title}" is not in the trash. Move it there first.`);
}

/** Why there is no entry to work with. */
export async function entryNotThere(tx: Kysely<Tables>, id: string): Promise<AppError> {
  const entry = idProblem(id) === null ? await readEntryAnywhere(tx, { id }) : null;
  if (entry === null) return entryNotFound(id);
  if (entry.erasedAt === null) return inTrash(entry);
  const takedown = await readTakedownOf(tx, { entryId: id });
  if (takedown !== null)
    return new AppError('taken-down', 'The entry was taken down for good. Nothing of it is left.');
  return new AppError('entry-not-found', 'The entry was deleted for good. Nothing of it is left.');
}

export function entryNotFound(id: string): AppError {
  return new AppError(
    'entry-not-found',
    `There is no entry with the id ${JSON.stringify(id)}. Check the id.`,
  );
}

function inTrash({ title }: StoredEntry): AppError {
  return new AppError('entry-trashed', `"${title}" is in the trash. Restore it from there first.`);
}
