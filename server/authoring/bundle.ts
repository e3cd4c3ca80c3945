import type { Kysely } from 'kysely';
import { BUNDLE_ENTRIES_MAX } from '../../model/limits.ts';
import { idProblem } from '../../model/text-rules.ts';
import { AppError } from '../errors.ts';
import { readEntries, type StoredEntry } from '../store/entries.ts';
import type { Tables } from '../store/tables.ts';
import { entryNotFound, entryNotThere, type Reader } from './find-entry.ts';
import { canRead } from './permission.ts';

/** The ids, which must be those of several entries, or of one. */
export function requireBundle(
  entryIds: readonly string[],
  outcome = 'Nothing was changed.',
): readonly string[] {
  const bundleProblem = (message: string): AppError =>
    new AppError('invalid-input', outcome, { issues: [{ path: 'entries', message }] });
  if (entryIds.length === 0) throw bundleProblem('Name at least one entry.');
  if (entryIds.length > BUNDLE_ENTRIES_MAX) {
    throw bundleProblem(`Name at most ${BUNDLE_ENTRIES_MAX} entries; publish the others after these.`);
  }
  if (new Set(entryIds).size < entryIds.length) throw bundleProblem('Name each entry once.');
  const malformed = entryIds.find((id) => idProblem(id) !== null);
  if (malformed !== undefined) throw entryNotFound(malformed);
  return entryIds;
}

/** The entries in the order of their ids, all of which must be there for the reader. */
export async function readBundle(
  tx: Kysely<Tables>,
  { ids, ...reader }: Reader & { ids: readonly string[] },
): Promise<StoredEntry[]> {
  const readable = (await readEntries(tx, { ids })).filter((entry) => canRead(reader, entry));
  const byId = new Map(readable.map((entry) => [entry.id, entry]));
  const missing = ids.find((id) => !byId.has(id));
  if (missing !== undefined) throw await entryNotThere(tx, { ...reader, id: missing });
  return ids.flatMap((id) => byId.get(id) ?? []);
}
