import type { Transaction } from 'kysely';
import { appendAudit } from '../store/audit.ts';
import { readStepsTaken } from '../store/content-models.ts';
import { markPublished, readEntries, type StoredEntry } from '../store/entries.ts';
import { putEntryIndex } from '../store/entry-index.ts';
import { lockEntries } from '../store/locks.ts';
import { indexPublicReferences } from '../store/public-references.ts';
import type { NewPublicationItem } from '../store/publication-items.ts';
import type { LogPosition } from '../../model/publication.ts';
import type { Tables } from '../store/tables.ts';
import {
  putEntryPlace,
  readVersionsInUse,
  replaceInUse,
  setFingerprint,
  type VersionInUse,
} from '../store/versions-in-use.ts';
import { insertVersion, keepVersion } from '../store/versions.ts';
import { appendAnnounced } from './announce-entries.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { carryEntry, type CarriedEntry, type CarriedUse, type EntryOutcome } from './carry-entry.ts';
import { auditDropped, leaveWithCollection } from './drop-entries.ts';
import { indexOfDraft, referencesOf } from './entry-index.ts';
import type { MigrationConsent } from './migration-consent.ts';
import { moveAddresses } from './move-addresses.ts';
import { fingerprintOf, newVersion } from './new-version.ts';
import { carriedFingerprint } from './steps-taken.ts';

type Order = Call & MigrationConsent;

/** `isDropping`: nothing but what goes with its collection. */
type Batch = { context: AuthoringContext; order: Order; entryIds: readonly string[]; isDropping: boolean };
type Made = { use: CarriedUse; versionId: string };

/** Looked at again under the lock: whoever else migrates, or saves, has come first or comes after. */
export async function migrateBatch(
  tx: Transaction<Tables>,
  { context, entryIds, isDropping, order }: Batch,
): Promise<{ entries: number; publication: LogPosition | null }> {
  await lockEntries(tx, { entryIds });
  const taken = await readStepsTaken(tx);
  const uses = Map.groupBy(await readVersionsInUse(tx, { entryIds }), ({ entryId }) => entryId);
  const outcomes: EntryOutcome[] = [];
  for (const those of uses.values()) outcomes.push(await carryEntry(context, { uses: those, taken }));
  const carried = outcomes
    .filter((outcome) => outcome.kind === 'carried')
    .filter((outcome) => !isDropping && isConsentedTo(context, outcome, order));
  const dropped = outcomes
    .filter((outcome) => outcome.kind === 'dropped')
    .filter(({ step }) => order.allowDrop.includes(step.collection));
  const at = context.now().toISOString();
  // Before others take the addresses that they leave.
  const left = await leaveWithCollection(tx, { dropped, at });
  const before = await readEntries(tx, { ids: carried.map(({ entryId }) => entryId) });
  const made = new Map<string, Made>();
  for (const entry of carried)
    for (const use of await writeEntry(tx, { context, entry, at })) made.set(use.use.from.id, use);
  await markCarried(tx, { context, carried, made });
  const publication = await publishCarried(tx, { context, order, at, before, carried, made, left });
  await auditDropped(tx, { dropped, at, order, seq: publication?.seq ?? null });
  return { entries: carried.length + dropped.length, publication };
}

/** Versions that no step has changed. */
async function markCarried(
  tx: Transaction<Tables>,
  { carried, context, made }: Pick<Publishing, 'carried' | 'context' | 'made'>,
): Promise<void> {
  const marks = carried.flatMap(({ collection, versions }) =>
    versions
      .filter(({ from }) => !made.has(from.id))
      .map(({ content, from }) => ({
        id: from.id,
        fingerprint: carriedFingerprint(context, { collection, content }),
      })),
  );
  for (const [fingerprint, versions] of Map.groupBy(marks, (mark) => mark.fingerprint))
    await setFingerprint(tx, { fingerprint, ids: versions.map(({ id }) => id) });
}

/** A field that is to be dropped may have been filled in since it was asked about, and what is published since may lack something. */
function isConsentedTo(
  { migrations = [] }: AuthoringContext,
  { lacking, versions }: CarriedEntry,
  { allowDrop, allowInvalid }: MigrationConsent,
): boolean {
  if (lacking.length > 0 && !allowInvalid) return false;
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
    const fingerprint = carriedFingerprint(context, { collection, content });
    const written = { entryId, collection, content, createdAt: at, createdBy: null, fingerprint };
    const version = newVersion(context, written);
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
  order: Order;
  at: string;
  /** The entries as they were. */
  before: readonly StoredEntry[];
  carried: readonly CarriedEntry[];
  made: ReadonlyMap<string, Made>;
  /** What the log is to say of those that have left the public. */
  left: readonly NewPublicationItem[];
};

/** Whose public version is another one now, at another address, or of a collection by another name: all of them as one publication. */
async function publishCarried(
  tx: Transaction<Tables>,
  { at, before, carried, context, left, made, order }: Publishing,
): Promise<LogPosition | null> {
  const entries = new Map(before.map((entry) => [entry.id, entry]));
  const shown = carried.flatMap(({ collection, entryId, versions }): Published[] => {
    const use = versions.find(({ from }) => from.isPublic);
    const entry = entries.get(entryId);
    if (use === undefined || entry === undefined) return [];
    const { content, from, path } = use;
    const versionId = made.get(from.id)?.versionId ?? from.id;
    const references = referencesOf(context.model, { collection, content, entryId });
    return [{ entry, collection, from, path, versionId, references }];
  });
  const published = shown.filter((one) => !isAsBefore(one));
  // The model may find references in it that the one before did not.
  for (const { entry, references, versionId } of shown.filter(isAsBefore))
    await indexPublicReferences(tx, { entryId: entry.id, versionId, references });
  if (published.length === 0 && left.length === 0) return null;
  const { actor, correlationId } = order;
  const moved = await moveAddresses(tx, {
    context,
    moves: published.map(({ entry, path }) => ({ entry, path })),
    made: { createdAt: at, actor, model: context.model },
  });
  const items = [...left, ...published.map(itemOf), ...moved];
  const position = await appendAnnounced(tx, {
    model: context.model,
    actorId: actor.userId,
    correlationId,
    committedAt: at,
    items,
  });
  for (const { entry, references, versionId } of published)
    await markPublished(tx, { entryId: entry.id, versionId, publishedAt: at, references });
  if (published.length === 0) return position;
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

type Published = {
  entry: StoredEntry;
  /** As it is called now. */
  collection: string;
  from: VersionInUse;
  path: string | null;
  versionId: string;
  references: readonly string[];
};

function isAsBefore({ collection, entry, from, path, versionId }: Published): boolean {
  return versionId === from.id && entry.livePath === path && entry.collection === collection;
}

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
