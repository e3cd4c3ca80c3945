import { idProblem } from '../../model/text-rules.ts';
import { AppError } from '../errors.ts';
import type { StoredEntry } from '../store/entries.ts';
import { entryNotFound } from './find-entry.ts';

/** Others wait for the end of the log while a publication is added to it: this many take well under a second. */
const BUNDLE_ENTRIES_MAX = 1_000;

/** The ids, which must be those of several entries, or of one. */
export function requireBundle(entryIds: readonly string[]): readonly string[] {
  if (entryIds.length === 0) throw bundleProblem('Name at least one entry.');
  if (entryIds.length > BUNDLE_ENTRIES_MAX) {
    throw bundleProblem(`Name at most ${BUNDLE_ENTRIES_MAX} entries; publish the others after these.`);
  }
  if (new Set(entryIds).size < entryIds.length) throw bundleProblem('Name each entry once.');
  const malformed = entryIds.find((id) => idProblem(id) !== null);
  if (malformed !== undefined) throw entryNotFound(malformed);
  return entryIds;
}

export function inBundleOrder(entryIds: readonly string[], entries: readonly StoredEntry[]): StoredEntry[] {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  return entryIds.map((id) => {
    const entry = byId.get(id);
    if (entry === undefined) throw entryNotFound(id);
    return entry;
  });
}

function bundleProblem(message: string): AppError {
  return new AppError('invalid-input', 'Nothing was changed.', { issues: [{ path: 'entries', message }] });
}
