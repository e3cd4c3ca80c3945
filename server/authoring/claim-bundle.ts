import type { Transaction } from 'kysely';
import { AppError } from '../errors.ts';
import { setPublicationOfBundle, setScheduleOfBundle, type StoredBundle } from '../store/bundles.ts';
import type { Tables } from '../store/tables.ts';
import { auditBundle } from './audit-bundle.ts';
import type { Call } from './authoring-context.ts';
import type { EntryToCollect } from './collect-entries.ts';
import type { Reader } from './find-entry.ts';
import { findOpenBundle } from './find-bundle.ts';

type Claim = Reader & { bundleId: string; items: readonly EntryToCollect[] };

/** First in the transaction that publishes or schedules it: of two that do, one finds it done. It must hold just what is published. */
export async function claimBundle(
  tx: Transaction<Tables>,
  { bundleId, items, ...reader }: Claim,
): Promise<StoredBundle> {
  const bundle = await findOpenBundle(tx, { ...reader, id: bundleId });
  const held = new Set(bundle.items.map(nameOf));
  if (held.size === items.length && items.every((item) => held.has(nameOf(item)))) return bundle;
  throw new AppError(
    'bundle-changed',
    `"${bundle.title}" has other entries than you have named: somebody has added some or taken some out. Look at it again, and publish what it holds now.`,
  );
}

function nameOf({ action, entryId }: EntryToCollect): string {
  return `${action} ${entryId}`;
}

type Outcome = Call & { bundle: StoredBundle; at: string };

export async function recordPublished(
  tx: Transaction<Tables>,
  { seq, ...outcome }: Outcome & { seq: number | null },
): Promise<void> {
  const { at, bundle } = outcome;
  await setPublicationOfBundle(tx, { id: bundle.id, at, seq });
  await auditBundle(tx, { ...outcome, action: 'bundle.publish', ...(seq !== null && { details: { seq } }) });
}

export async function recordScheduled(
  tx: Transaction<Tables>,
  { scheduleId, ...outcome }: Outcome & { scheduleId: string },
): Promise<void> {
  await setScheduleOfBundle(tx, { id: outcome.bundle.id, timedId: scheduleId });
  await auditBundle(tx, { ...outcome, action: 'bundle.schedule', details: { scheduleId } });
}
