import type { Kysely } from 'kysely';
import type { ContentModel } from '../../model/content-model.ts';
import { idProblem } from '../../model/text-rules.ts';
import type { Actor } from '../accounts/actor.ts';
import { AppError } from '../errors.ts';
import { readEntry, readEntryAnywhere, readEntryHead } from '../store/entries.ts';
import type { EntryHead, StoredEntry } from '../store/entries.ts';
import type { Tables } from '../store/tables.ts';
import { readTakedownOf } from '../store/takedowns.ts';
import { canRead } from './permission.ts';

/** Who looks for an entry. What they may not read is not there for them: nothing says that it is, nor what it is called. */
export type Reader = { actor: Actor; model: ContentModel };

type Search = Reader & { id: string };

export async function findEntry(tx: Kysely<Tables>, search: Search): Promise<StoredEntry> {
  // What is not an id may be text that Postgres refuses to look for.
  const entry = idProblem(search.id) === null ? await readEntry(tx, search) : null;
  if (entry === null || !canRead(search, entry)) throw await entryNotThere(tx, search);
  return entry;
}

export async function findEntryHead(tx: Kysely<Tables>, search: Search): Promise<EntryHead> {
  const head = idProblem(search.id) === null ? await readEntryHead(tx, search) : null;
  if (head === null || !canRead(search, head)) throw await entryNotThere(tx, search);
  return head;
}

/** Also in the trash. */
export async function findEntryAnywhere(tx: Kysely<Tables>, search: Search): Promise<StoredEntry> {
  const entry = idProblem(search.id) === null ? await readEntryAnywhere(tx, search) : null;
  if (entry === null || entry.erasedAt !== null || !canRead(search, entry))
    throw await entryNotThere(tx, search);
  return entry;
}

export async function findTrashedEntry(tx: Kysely<Tables>, search: Search): Promise<StoredEntry> {
  const entry = await findEntryAnywhere(tx, search);
  if (entry.trashedAt !== null) return entry;
  throw new AppError('not-in-trash', `"${entry.title}" is not in the trash. Move it there first.`);
}

/** Why there is no entry to work with. */
export async function entryNotThere(tx: Kysely<Tables>, search: Search): Promise<AppError> {
  const { id } = search;
  const entry = idProblem(id) === null ? await readEntryAnywhere(tx, search) : null;
  if (entry === null || !canRead(search, entry)) return entryNotFound(id);
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
