import type { Transaction } from 'kysely';
import { AppError } from '../errors.ts';
import { appendAudit } from '../store/audit.ts';
import { markMigrated, readStepsTaken } from '../store/content-models.ts';
import { markPublished, readEntries, type StoredEntry } from '../store/entries.ts';
import { putEntryIndex } from '../store/entry-index.ts';
import { lockEntries } from '../store/locks.ts';
import type { NewPublicationItem } from '../store/publication-items.ts';
import type { LogPosition } from '../../model/publication.ts';
import type { Tables } from '../store/tables.ts';
import {
  listEntriesBehind,
  putEntryPlace,
  readVersionsInUse,
  replaceInUse,
  setFingerprint,
  type VersionInUse,
} from '../store/versions-in-use.ts';
import { insertVersion, keepVersion } from '../store/versions.ts';
import { appendAnnounced } from './announce-entries.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { carryEntry, type CarriedEntry, type CarriedUse } from './carry-entry.ts';
import { recordContentModel } from './content-model-state.ts';
import { indexOfDraft } from './entry-index.ts';
import { moveAddresses } from './move-addresses.ts';
import { fingerprintOf, newVersion } from './new-version.ts';
import { surveyMigration, type MigrationSurvey } from './survey-migration.ts';

export type ContentMigration = Call & {
  /** Fields whose values may be let go of, such as `posts.teaser`. */
  allowDrop: readonly string[];
  isDryRun: boolean;
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
};

const BATCH_SIZE = 100;

/**
 * Brings drafts, what is public and what schedules hold to the content model of now, through the steps that are declared. Each gets a version of its own,
 * and the one before stays in the history as it was. What has been brought there carries the model's fingerprint: a run that was killed is
 * gone on with by the next one. Entries that do not fit are named and stay as they are.
 */
export async function migrateContent(
  context: AuthoringContext,
  order: ContentMigration,
): Promise<MigrationReport> {
  const { allowDrop, isDryRun } = order;
  const survey = await surveyMigration(context);
  requireKnownSteps(survey);
  const report = { ...survey, isDryRun, remaining: survey.entries, publications: [] as number[] };
  if (isDryRun) return report;
  requireConsent(survey, allowDrop);
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

function requireKnownSteps({ state }: MigrationSurvey): void {
  if (state.unknown.length === 0) return;
  throw new AppError(
    'invalid-input',
    `The content has been through steps that site/content-migrations.ts does not declare: ${state.unknown.join(', ')}. Nothing was changed. Put them back, in their place: steps stay for good, since versions of before need them. If this is an older release, migrate with the newer one.`,
  );
}

function requireConsent({ drops }: MigrationSurvey, allowDrop: readonly string[]): void {
  const refused = drops.filter(({ entries, field }) => entries > 0 && !allowDrop.includes(field));
  if (refused.length === 0) return;
  const named = refused.map(({ entries, field }) => `${field} (set in ${entries})`).join(', ');
  const flags = refused.map(({ field }) => `--allow-drop ${field}`).join(' ');
  throw new AppError(
    'confirmation-required',
    `The steps drop what entries hold: ${named}. Nothing was changed. Look at it with --dry-run, then run it again with ${flags}.`,
    { extra: { fields: refused.map(({ field }) => field) } },
  );
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

type Batch = { context: AuthoringContext; order: ContentMigration; entryIds: readonly string[] };
type Made = { use: CarriedUse; versionId: string };

/** Looked at again under the lock: whoever else migrates, or saves, has come first or comes after. */
async function migrateBatch(
  tx: Transaction<Tables>,
  { context, entryIds, order }: Batch,
): Promise<LogPosition | null> {
  await lockEntries(tx, { entryIds });
  const taken = await readStepsTaken(tx);
  const uses = Map.groupBy(await readVersionsInUse(tx, { entryIds }), ({ entryId }) => entryId);
  const carried = [...uses.values()].flatMap((those): CarriedEntry[] => {
    const outcome = carryEntry(context, { uses: those, taken });
    return outcome.kind === 'carried' && isConsentedTo(context, outcome, order.allowDrop) ? [outcome] : [];
  });
  const at = context.now().toISOString();
  const before = await readEntries(tx, { ids: carried.map(({ entryId }) => entryId) });
  const made = new Map<string, Made>();
  for (const entry of carried)
    for (const use of await writeEntry(tx, { context, entry, at })) made.set(use.use.from.id, use);
  const untouched = carried.flatMap(({ versions }) => versions.filter(({ from }) => !made.has(from.id)));
  await setFingerprint(tx, {
    ids: untouched.map(({ from }) => from.id),
    fingerprint: fingerprintOf(context),
  });
  return await publishCarried(tx, { context, order, at, before, carried, made });
}

/** A field that is to be dropped may have been filled in since it was asked about. */
function isConsentedTo(
  { migrations = [] }: AuthoringContext,
  { versions }: CarriedEntry,
  allowDrop: readonly string[],
): boolean {
  const taken = new Set(versions.flatMap(({ effects }) => effects.map(({ step }) => step)));
  return migrations.every(
    (step) =>
      step.kind !== 'drop' || !taken.has(step.id) || allowDrop.includes(`${step.collection}.${step.field}`),
  );
}

type Writing = { context: AuthoringContext; entry: CarriedEntry; at: string };

/** The versions that were made, with what they were made of. */
async function writeEntry(tx: Transaction<Tables>, { at, context, entry }: Writing): Promise<Made[]> {
  const { collection, entryId, title, versions } = entry;
  const made: Made[] = [];
  for (const use of versions) {
    if (!use.isChanged) continue;
    const { from, content } = use;
    const version = newVersion(context, { entryId, collection, content, createdAt: at, createdBy: null });
    await keepVersion(tx, { id: from.id, keptAt: at });
    await insertVersion(tx, { ...version, keptAt: at });
    await replaceInUse(tx, { entryId, fromVersionId: from.id, toVersionId: version.id });
    made.push({ use, versionId: version.id });
  }
  await putEntryPlace(tx, { entryId, collection, title });
  const draft = versions.find(({ from }) => from.isDraft);
  if (draft !== undefined) {
    const versionId = made.find(({ use }) => use === draft)?.versionId ?? draft.from.id;
    const { locale } = draft.from;
    await putEntryIndex(
      tx,
      indexOfDraft(context.model, { entryId, versionId, collection, locale, content: draft.content }),
    );
  }
  return made;
}

type Publishing = {
  context: AuthoringContext;
  order: ContentMigration;
  at: string;
  /** The entries as they were. */
  before: readonly StoredEntry[];
  carried: readonly CarriedEntry[];
  made: ReadonlyMap<string, Made>;
};

/** Whose public version is another one now, or at another address: all of them as one publication. */
async function publishCarried(
  tx: Transaction<Tables>,
  { at, before, carried, context, made, order }: Publishing,
): Promise<LogPosition | null> {
  const entries = new Map(before.map((entry) => [entry.id, entry]));
  const published = carried.flatMap(({ entryId, versions }) => {
    const use = versions.find(({ from }) => from.isPublic);
    const entry = entries.get(entryId);
    if (use === undefined || entry === undefined) return [];
    const versionId = made.get(use.from.id)?.versionId ?? use.from.id;
    return versionId === use.from.id && entry.livePath === use.path
      ? []
      : [{ entry, from: use.from, path: use.path, versionId }];
  });
  if (published.length === 0) return null;
  const { actor, correlationId } = order;
  const moved = await moveAddresses(tx, {
    context,
    moves: published.map(({ entry, path }) => ({ entry, path })),
    made: { createdAt: at, actor, model: context.model },
  });
  const items = [...published.map(itemOf), ...moved];
  const position = await appendAnnounced(tx, {
    model: context.model,
    actorId: actor.userId,
    correlationId,
    committedAt: at,
    items,
  });
  for (const { entry, versionId } of published)
    await markPublished(tx, { entryId: entry.id, versionId, publishedAt: at });
  await appendAudit(tx, {
    at,
    actorId: actor.userId,
    action: 'entry.publish',
    subject: `publication:${position.seq}`,
    correlationId,
    details: { entryIds: published.map(({ entry }) => entry.id), contentModel: fingerprintOf(context) },
  });
  return position;
}

type Published = { entry: StoredEntry; from: VersionInUse; path: string | null; versionId: string };

function itemOf({ entry, from, path, versionId }: Published): NewPublicationItem {
  return {
    kind: 'publish',
    entryId: entry.id,
    versionId,
    path,
    previousVersionId: from.id,
    previousPath: entry.livePath,
  };
}
