import { appendAudit } from '../store/audit.ts';
import { markMigrated } from '../store/content-models.ts';
import { listEntriesBehind } from '../store/versions-in-use.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { recordContentModel } from './content-model-state.ts';
import { foreseeMigration, type ContentProof, type ProveContent } from './foresee-migration.ts';
import { migrateBatch } from './migrate-batch.ts';
import {
  requireConsent,
  requireKnownSteps,
  requireProven,
  type MigrationConsent,
} from './migration-consent.ts';
import { fingerprintOf } from './new-version.ts';
import { surveyMigration, type MigrationSurvey } from './survey-migration.ts';

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
 * gone on with by the next one. Entries that do not fit are named and stay as they are; where one of them is public, that takes consent.
 */
export async function migrateContent(
  context: AuthoringContext,
  order: ContentMigration,
): Promise<MigrationReport> {
  const { isDryRun, prove } = order;
  const survey = await surveyMigration(context);
  requireKnownSteps(survey);
  if (!isDryRun) requireConsent(survey, order);
  const proof = prove === undefined ? null : await prove(foreseeMigration(context));
  const report = { ...survey, isDryRun, remaining: survey.entries, publications: [] as number[], proof };
  if (isDryRun) return report;
  requireProven(proof);
  await recordContentModel(context);
  report.publications = await migrateAll(context, order, survey.entries);
  // What others have saved meanwhile is among it.
  const { entries: remaining, misfits } = await surveyMigration(context);
  if (misfits.length === 0 && remaining === 0) await endMigration(context, order, survey);
  return { ...report, misfits, remaining };
}

async function endMigration(
  context: AuthoringContext,
  { actor, allowDrop, correlationId }: ContentMigration,
  survey: MigrationSurvey,
): Promise<void> {
  const at = context.now().toISOString();
  const fingerprint = fingerprintOf(context);
  await context.database.write(async (tx) => {
    await markMigrated(tx, { fingerprint, migratedAt: at });
    await appendAudit(tx, {
      at,
      actorId: actor.userId,
      action: 'content.migrate',
      subject: `content-model:${fingerprint}`,
      correlationId,
      details: { entries: survey.entries, steps: survey.steps.map(({ id }) => id), dropped: [...allowDrop] },
    });
  });
}

async function migrateAll(
  context: AuthoringContext,
  order: ContentMigration,
  total: number,
): Promise<number[]> {
  const { batchSize: limit = BATCH_SIZE, onProgress = () => {} } = order;
  const { database } = context;
  const fingerprint = fingerprintOf(context);
  const publications: number[] = [];
  let afterId = '';
  for (let done = 0; ;) {
    const entryIds = await listEntriesBehind(database.db, { fingerprint, afterId, limit });
    const last = entryIds.at(-1);
    if (last === undefined) return publications;
    afterId = last;
    const publication = await database.write((tx) => migrateBatch(tx, { context, order, entryIds }));
    if (publication !== null) {
      publications.push(publication.seq);
      context.publicationCommitted(publication);
    }
    onProgress(Math.min((done += entryIds.length), total), total);
  }
}
