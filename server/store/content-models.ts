import type { Kysely } from 'kysely';
import type { ContentModel } from '../../model/content-model.ts';
import { decodeJson, decodeList, encodeJson, encodeList } from './json.ts';
import type { Tables } from './tables.ts';

/** A content model that content was written under. */
export type RecordedModel = {
  fingerprint: string;
  model: ContentModel;
  /** The ids of the steps that content of it has been through. */
  steps: string[];
  recordedAt: string;
  migratedAt: string | null;
};

/** Of two processes that start at once, one does it. */
export async function recordModel(
  tx: Kysely<Tables>,
  { fingerprint, model, recordedAt, steps }: Omit<RecordedModel, 'migratedAt'>,
): Promise<void> {
  await tx
    .insertInto('content_model')
    .values({
      fingerprint,
      model: encodeJson(model),
      steps: encodeList(steps),
      recorded_at: recordedAt,
      migrated_at: null,
    })
    .onConflict((conflict) => conflict.column('fingerprint').doNothing())
    .execute();
}

/** From now on it is the model that the content is of. */
export async function markMigrated(
  tx: Kysely<Tables>,
  { fingerprint, migratedAt }: { fingerprint: string; migratedAt: string },
): Promise<void> {
  await tx
    .updateTable('content_model')
    .set({ migrated_at: migratedAt })
    .where('fingerprint', '=', fingerprint)
    .execute();
}

/** The one that the content was last brought to; null if nobody has said so yet. */
export async function readMigratedModel(tx: Kysely<Tables>): Promise<RecordedModel | null> {
  const row = await tx
    .selectFrom('content_model')
    .selectAll()
    .where('migrated_at', 'is not', null)
    .orderBy('migrated_at', 'desc')
    .orderBy('fingerprint')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { fingerprint, migrated_at: migratedAt, model, recorded_at: recordedAt, steps } = row;
  // It was written from a model that had been checked.
  const recorded = decodeJson(model) as ContentModel;
  return { fingerprint, model: recorded, steps: decodeList(steps), recordedAt, migratedAt };
}

/** By fingerprint. A version under one that is not there was written before there were steps. */
export async function readStepsTaken(tx: Kysely<Tables>): Promise<Map<string, readonly string[]>> {
  const rows = await tx.selectFrom('content_model').select(['fingerprint', 'steps']).execute();
  return new Map(rows.map(({ fingerprint, steps }) => [fingerprint, decodeList(steps)]));
}
