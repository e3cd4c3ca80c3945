import type { Transaction } from 'kysely';
import { BUNDLE_ENTRIES_MAX } from '../../model/limits.ts';
import { AppError } from '../errors.ts';
import { putBundleItem } from '../store/bundles.ts';
import type { Tables } from '../store/tables.ts';
import { findEntry, type Reader } from './find-entry.ts';
import { entrySubject, requirePermission } from './permission.ts';

export type EntryToCollect = { entryId: string; action: 'publish' | 'withdraw' };

type Collecting = Reader & { bundleId: string; at: string; entries: readonly EntryToCollect[] };

/** Whoever may change an entry may put it beside others; who publishes all of it is asked for that then. */
export async function collectEntries(
  tx: Transaction<Tables>,
  { at, bundleId, entries, ...reader }: Collecting,
): Promise<void> {
  const { actor, model } = reader;
  for (const { action, entryId } of entries) {
    const entry = await findEntry(tx, { ...reader, id: entryId });
    requirePermission(actor, 'entry.save', entrySubject(model, entry));
    await putBundleItem(tx, { bundleId, entryId, action, addedAt: at, addedBy: actor.userId });
  }
}

export function requireRoom(count: number): void {
  if (count <= BUNDLE_ENTRIES_MAX) return;
  throw new AppError('invalid-input', 'Nothing was added.', {
    issues: [
      {
        path: 'entries',
        message: `A bundle holds at most ${BUNDLE_ENTRIES_MAX} entries; collect the others in another one.`,
      },
    ],
  });
}
