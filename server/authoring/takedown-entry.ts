import type { Transaction } from 'kysely';
import type { LogPosition } from '../../model/publication.ts';
import type { DeadLink } from '../../model/site-plan.ts';
import { idProblem, lineProblem } from '../../model/text-rules.ts';
import { doneBy } from '../accounts/actor.ts';
import { AppError } from '../errors.ts';
import { appendAudit, eraseAuditDetails } from '../store/audit.ts';
import { readEntryAnywhere, type StoredEntry } from '../store/entries.ts';
import { lockEntries } from '../store/locks.ts';
import { newId } from '../store/new-id.ts';
import { forgetProofs } from '../store/proof-requests.ts';
import { readLogHead } from '../store/publications.ts';
import { addPublisherJob } from '../store/publisher-jobs.ts';
import type { Tables } from '../store/tables.ts';
import {
  insertTakedown,
  listPublicStays,
  listReleasedHashes,
  readTakedownOf,
  type Takedown,
} from '../store/takedowns.ts';
import { eraseEntry } from '../store/trash.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { describeLinks, type DescribedLink } from './describe-links.ts';
import { entryNotFound } from './find-entry.ts';
import { gateLinks } from './gate-links.ts';
import { brokenDetails, cutLinks } from './link-order.ts';
import { canRead, entrySubject, requirePermission } from './permission.ts';
import { leavePublicForGood } from './take-from-public.ts';

export type TakedownRequest = Call & { entryId: string; reason: string };

export type TakedownResult = {
  takedown: Takedown;
  /** The withdrawal; null if the entry was not public. */
  publication: LogPosition | null;
  /** Of the publisher, which erases the files; null where it was asked before. */
  jobId: string | null;
  /** The links that it leaves dead and that were not dead before, as far as anybody can tell. */
  brokenLinks: DescribedLink[];
};

const REASON_LENGTH_MAX = 1_000;

/**
 * For good, and for the law: the entry is withdrawn, everything that was ever written in it is erased, and a record is kept of who did so and
 * why, of its paths and of the hashes of its pages, by which whoever publishes keeps them from coming back. The files are erased by a job
 * of the publisher, written down in the same transaction. Asked for twice, it makes sure once more that nothing is left.
 */
export async function takedownEntry(
  context: AuthoringContext,
  request: TakedownRequest,
): Promise<TakedownResult> {
  const { actor, entryId, reason } = request;
  const { database, model } = context;
  requirePermission(actor, 'entry.takedown', { kind: 'some-entry' });
  const message = reason.trim() === '' ? 'Say why, for the record.' : lineProblem(reason, REASON_LENGTH_MAX);
  if (message !== null) {
    throw new AppError('invalid-input', 'Nothing was taken down.', { issues: [{ path: 'reason', message }] });
  }
  if (idProblem(entryId) !== null) throw entryNotFound(entryId);
  // The law does not wait for links to be mended: whoever takes the entry down is told of them.
  const broken = await gateLinks(context, {
    request: { actor },
    what: null,
    act: (tx) => leavePublic(tx, { context, request }),
  });
  const result = await database.write((tx) => takeDown(tx, { context, request, broken }));
  if (result.publication !== null) context.publicationCommitted(result.publication);
  const brokenLinks = await describeLinks(database.db, { links: cutLinks(broken), actor, model });
  await database.scrub();
  return { ...result, brokenLinks };
}

type TakingDown = { context: AuthoringContext; request: TakedownRequest };

/** All that visitors and pages see of it. */
async function leavePublic(
  tx: Transaction<Tables>,
  taking: TakingDown,
): Promise<TakedownResult['publication']> {
  const entry = await findToTakeDown(tx, taking);
  if ((await readTakedownOf(tx, { entryId: entry.id })) !== null) return null;
  const { context, request } = taking;
  const at = context.now().toISOString();
  return await leavePublicForGood(tx, { call: request, entry, at, model: context.model });
}

/** In the trash or deleted, it may yet be in releases, to which somebody could go back. */
async function findToTakeDown(
  tx: Transaction<Tables>,
  { context: { model }, request: { actor, entryId } }: TakingDown,
): Promise<StoredEntry> {
  await lockEntries(tx, { entryIds: [entryId] });
  const entry = await readEntryAnywhere(tx, { id: entryId });
  if (entry === null || !canRead({ actor, model }, entry)) throw entryNotFound(entryId);
  requirePermission(actor, 'entry.takedown', entrySubject(model, entry));
  return entry;
}

async function takeDown(
  tx: Transaction<Tables>,
  { broken, context, request }: TakingDown & { broken: readonly DeadLink[] },
): Promise<Omit<TakedownResult, 'brokenLinks'>> {
  const { actor, correlationId, entryId, reason } = request;
  const { model } = context;
  const entry = await findToTakeDown(tx, { context, request });
  const earlier = await readTakedownOf(tx, { entryId });
  if (earlier !== null) return { takedown: earlier, publication: null, jobId: null };
  const now = context.now().toISOString();
  const publication = await leavePublicForGood(tx, { call: request, entry, at: now, model });
  const { seq } = publication ?? (await readLogHead(tx));
  const takedown = await describeTakedown(tx, { request, seq, now });
  await eraseEntry(tx, { entryId, now });
  await eraseAuditDetails(tx, { subject: `entry:${entryId}`, now });
  await forgetProofs(tx);
  await insertTakedown(tx, takedown);
  const payload = { takedownId: takedown.id };
  const jobId = await addPublisherJob(tx, { kind: 'takedown', payload, now });
  await appendAudit(tx, {
    at: now,
    ...doneBy(actor),
    action: 'entry.takedown',
    subject: `entry:${entryId}`,
    correlationId,
    details: { takedownId: takedown.id, reason, seq: publication?.seq ?? null, ...brokenDetails(broken) },
  });
  return { takedown, publication, jobId };
}

async function describeTakedown(
  tx: Transaction<Tables>,
  { request, seq, now }: { request: TakedownRequest; seq: number; now: string },
): Promise<Takedown> {
  const { actor, entryId, reason } = request;
  const stays = await listPublicStays(tx, { entryId, headSeq: seq });
  const hashes = new Set<string>();
  for (const stay of stays) for (const hash of await listReleasedHashes(tx, stay)) hashes.add(hash);
  return {
    id: newId(),
    entryId,
    reason,
    firstSeq: stays[0]?.fromSeq ?? null,
    seq,
    paths: [...new Set(stays.flatMap(({ path }) => path ?? []))],
    hashes: [...hashes].toSorted(),
    takenDownAt: now,
    takenDownBy: actor.userId,
  };
}
