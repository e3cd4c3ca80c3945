import { appendAudit } from '../store/audit.ts';
import { markMigrated } from '../store/content-models.ts';
import { lockDecision } from '../store/locks.ts';
import { listEntriesBehind } from '../store/versions-in-use.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { carryCollectionNames } from './carry-collection-names.ts';
import { readContentModelState, recordContentModel } from './content-model-state.ts';
import { foreseeMigration, type ContentProof, type ProveContent } from './foresee-migration.ts';
import { migrateBatch } from './migrate-batch.ts';
import {
  requireConsent,
  requireKnownSteps,
  requireProven,
  type MigrationConsent,
} from './migration-consent.ts';
import { fingerprintOf } from './new-version.ts';
import { countLeft, surveyMigration, type MigrationSurvey } from './survey-migration.ts';

export type ContentMigration = Call &
  MigrationConsent & {
    isDryRun: boolean;
    /** Absent where nothing renders. */
    prove?: ProveContent | undefined;
    /** How many entries a transaction takes, and a publication; others save in between. */
    batchSize?: number;
    onProgress?: (done: number, total: number) => void;
  };

export type MigrationReport = MigrationSurvey & {
  isDryRun: boolean;
  /** Those that are left to do: all of them after a dry run. */
  remaining: number;
  /** The publications that were made of it. */
  publications: number[];
  /** Of the pages of what is public; null where nothing was rendered. */
  proof: ContentProof | null;
};

const BATCH_SIZE = 100;

/**
 * Brings drafts, what is public and what schedules hold to the content model of now, through the steps that are declared. Each gets a version of its own,
 * and the one before stays in the history as it was. What has been brought there carries the model's fingerprint: a run that was killed is
 * gone on with by the next one. Entries that do not fit are named and stay as they are; where one of them is public, that takes consent. Those of
 * a collection that a step drops leave the public for the trash, once: versions in the trash stay as they are.
 */
export async function migrateContent(
  context: AuthoringContext,
  order: ContentMigration,
): Promise<MigrationReport> {
  const { isDryRun, prove } = order;
  const survey = await surveyMigration(context);
  requireKnownSteps(survey);
  if (!isDryRun) requireConsent(survey, { ...order, model: context.model });
  const proof = prove === undefined ? null : await prove(foreseeMigration(context));
  const report = { ...survey, isDryRun, remaining: countLeft(survey), publications: [] as number[], proof };
  if (isDryRun) return report;
  requireProven(proof);
  await recordContentModel(context);
  report.publications = await migrateAll(context, order, survey);
  // What others have saved meanwhile is among it.
  const after = await surveyMigration(context);
  const { misfits } = after;
  const remaining = countLeft(after);
  if (misfits.length === 0 && remaining === 0) await endMigration(context, order, survey);
  return { ...report, misfits, remaining };
}

async function endMigration(
  context: AuthoringContext,
  { actor, allowDrop, correlationId }: ContentMigration,
  survey: MigrationSurvey,
): Promise<void> {
  const call: Call = { actor, correlationId };
  const at = context.now().toISOString();
  const fingerprint = fingerprintOf(context);
  await context.database.write(async (tx) => {
    await lockDecision(tx, { name: 'content-model' });
    // None where somebody else has ended it.
    const { pending } = await readContentModelState(tx, context);
    await carryCollectionNames(tx, { context, call, at, pending });
    await markMigrated(tx, { fingerprint, migratedAt: at });
    await appendAudit(tx, {
      at,
      actorId: actor.userId,
      action: 'content.migrate',
      subject: `content-model:${fingerprint}`,
      correlationId,
      details: {
        entries: countLeft(survey),
        steps: survey.steps.map(({ id }) => id),
        dropped: [...allowDrop],
      },
    });
  });
}

/** What goes with its collection goes first: others may be about to take the addresses that it leaves. */
async function migrateAll(
  context: AuthoringContext,
  order: ContentMigration,
  survey: MigrationSurvey,
): Promise<number[]> {
  const total = countLeft(survey);
  const publications: number[] = [];
  let done = 0;
  const runs = survey.dropped.collections.length === 0 ? [false] : [true, false];
  for (const isDropping of runs)
    for await (const batch of batchesOf(context, order)) {
      const { entries, publication } = await context.database.write((tx) =>
        migrateBatch(tx, { context, order, isDropping, entryIds: batch }),
      );
      if (publication !== null) {
        publications.push(publication.seq);
        context.publicationCommitted(publication);
      }
      order.onProgress?.(Math.min((done += entries), total), total);
    }
  return publications;
}

async function* batchesOf(
  context: AuthoringContext,
  { batchSize: limit = BATCH_SIZE }: ContentMigration,
): AsyncGenerator<string[]> {
  const fingerprint = fingerprintOf(context);
  for (let afterId = ''; ;) {
    const entryIds = await listEntriesBehind(context.database.db, { fingerprint, afterId, limit });
    const last = entryIds.at(-1);
    if (last === undefined) return;
    afterId = last;
    yield entryIds;
  }
}
