import { isAssetName } from '../../model/asset-name.ts';
import type { Transaction } from 'kysely';
import { countOf } from '../count-of.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import { appendAudit, type AuditRecord } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import { listWithdrawnPaths, planRollback } from '../store/plan-rollback.ts';
import { slashForms } from '../store/public-paths.ts';
import { readLogHead } from '../store/publications.ts';
import { readLatestRelease, settleReleases, type ReleaseFile } from '../store/releases.ts';
import type { Tables } from '../store/tables.ts';
import { wasPublicSince, widenTakedown, type ReleasedFile } from '../store/takedowns.ts';
import {
  advancePin,
  pinTarget,
  readPin,
  unpinTarget,
  type NewPin,
  type TargetPin,
} from '../store/target-pins.ts';
import { applyRecorded, differenceOf, recordRelease, type ReleaseDone } from './recorded-release.ts';
import { publicPathOf } from './release/public-files.ts';
import { namedFiles } from './target/named-files.ts';
import type { Target, TargetFile } from './target/target.ts';

/** No templates and no content cache: in an emergency they may be what is broken. */
export type RollbackContext = { database: Database; target: Target; log: Log };

export type RollbackOrder = {
  toNumber: number;
  actorId?: string | null;
  /** The API token by which it was asked for. */
  token?: AuditRecord['token'];
  /** For those who meet the pin later. */
  reason?: string | null;
  correlationId?: string | null;
};

export type RollbackSummary = ReleaseDone & {
  rolledBackTo: number;
  seq: number;
  templateBuild: string;
  /** The addresses that stayed, since what they were has been taken down or withdrawn. */
  leftOut: string[];
};

/**
 * Brings the target to what release N left, by recorded differences and without rendering, and pins it there: what is published from now on is
 * held until `resume`. The pin is written with the release and before it is applied: after a crash the site rather stays too long than
 * goes on by itself.
 */
export async function rollBack(context: RollbackContext, order: RollbackOrder): Promise<RollbackSummary> {
  const { database, target } = context;
  await settle(context);
  const before = await database.read((tx) => readPin(tx, { target: target.name }));
  const live = namedFiles(target);
  const planned = await database.write(async (tx) => {
    await requireRecordedPosition(tx, target);
    const plan = await planRollback(tx, { target: target.name, toNumber: order.toNumber });
    const files = plan.changes.flatMap(({ file, now }) =>
      differenceOf(
        { file, before: live.get(file) ?? null, after: now },
        `rollback to release ${plan.to.number}`,
      ),
    );
    requireKept(target, { number: plan.to.number, files });
    const { correlationId } = order;
    const release = { basis: plan.to, reason: 'rollback' as const, files, correlationId };
    const recorded = await recordRelease(tx, target, release);
    await pinTarget(tx, await newPin(tx, target, order));
    await appendAudit(tx, auditOf('release.rollback', plan.to.number, order));
    return { ...recorded, files, to: plan.to, leftOut: plan.leftOut };
  });
  try {
    const done = await applyRecorded(context, planned);
    const { leftOut, to } = planned;
    return { ...done, rolledBackTo: to.number, seq: to.seq, templateBuild: to.templateBuild, leftOut };
  } catch (error) {
    // Where only the last note of it failed, the site did go back, and has to stay.
    if (target.position()?.releaseNumber !== planned.number) await restorePin(context, before);
    throw error;
  }
}

/** What is on record leads back from the newest release alone, not from what a backup or an empty disk has. */
async function requireRecordedPosition(tx: Transaction<Tables>, target: Target): Promise<void> {
  const newest = await readLatestRelease(tx, { target: target.name });
  if (newest === null || newest.number === target.position()?.releaseNumber) return;
  throw new AppError(
    'rollback-impossible',
    `The target is not at release ${newest.number}, the newest on record: it was emptied or restored by hand. Run "stillpress rebuild" first.`,
  );
}

/** Rendering makes the site as it is now: what no target keeps of a release cannot be made again. */
function requireKept(
  target: Target,
  { files, number }: { files: readonly ReleaseFile[]; number: number },
): void {
  const lost = files.filter(({ after }) => after !== null && !target.has(after.hash));
  const [first] = lost;
  if (first === undefined) return;
  const count = countOf(lost.length, 'file', 'files');
  throw new AppError(
    'rollback-impossible',
    `The target does not keep the bytes of ${count} that release ${number} needs, such as ${first.file}: it is too old, it was made on another target, or they were removed. Go back to a later release, take back what was published since with "stillpress revert", or copy the missing bytes (blobs/) from a backup or from the other target.`,
  );
}

/** What is held goes live with the next round of the publisher. Throws `not-pinned` where nothing is held. */
export async function resume(
  { database, log, target }: RollbackContext,
  order: Pick<RollbackOrder, 'actorId' | 'token' | 'correlationId'> = {},
): Promise<void> {
  await database.write(async (tx) => {
    const pin = await readPin(tx, { target: target.name });
    if (pin === null) {
      throw new AppError('not-pinned', 'The site is not held at a release: everything published goes live.');
    }
    await unpinTarget(tx, { target: target.name });
    await appendAudit(tx, auditOf('release.resume', pin.releaseNumber, order));
  });
  log.info('publishing is resumed');
}

function auditOf(
  action: string,
  releaseNumber: number,
  { actorId = null, correlationId = null, reason = null, token = null }: Omit<RollbackOrder, 'toNumber'>,
): AuditRecord {
  const at = new Date().toISOString();
  const details = reason === null ? {} : { reason };
  return { at, actorId, token, action, subject: `release:${releaseNumber}`, correlationId, details };
}

/**
 * Nothing blocks a withdrawal: on a pinned target, the pages of entries withdrawn since are removed, and nothing else changes. Null where there is
 * nothing to remove, or no pin. The pages that list them change once somebody resumes.
 */
export async function applyWithdrawals(context: RollbackContext): Promise<ReleaseDone | null> {
  const { database, target } = context;
  const pin = await database.read((tx) => readPin(tx, { target: target.name }));
  const { seq } = await readLogHead(database.db);
  if (pin === null || target.position() === null || seq <= pin.withdrawalsSeq) return null;
  const withdrawn = await database.read((tx) =>
    listWithdrawnPaths(tx, { afterSeq: pin.withdrawalsSeq, releaseSeq: pin.seq }),
  );
  const paths = new Set([...withdrawn.atRelease, ...withdrawn.since].flatMap(slashForms));
  const isGone = (file: string): boolean => paths.has(publicPathOf(file));
  const done = await removeFiles(context, { reason: 'withdrawal', cause: 'withdrawn', isGone });
  await database.write((tx) => advancePin(tx, { target: target.name, withdrawalsSeq: seq }));
  return done;
}

/**
 * On a pinned target nothing is rendered, so that every page that may show what was taken down goes as a whole, from both trees, until somebody
 * resumes. It joins the record before, so that another rollback does not bring it back. Asked for twice, it finishes what was interrupted.
 */
export async function hideTakenDown(
  context: RollbackContext,
  { assets, id }: { assets: ReadonlySet<string>; id: string },
): Promise<void> {
  const { database, target } = context;
  const isHarmless = ({ hash, path }: ReleasedFile): boolean => assets.has(hash) || isAssetName(path);
  const hidden = await database.write((tx) => widenTakedown(tx, { id, target: target.name, isHarmless }));
  const pin = await database.read((tx) => readPin(tx, { target: target.name }));
  if (hidden === null || pin === null) return;
  // What was withdrawn before the release that visitors see is on none of its pages.
  if (!(await wasPublicSince(database.db, { id, seq: pin.seq }))) return;
  const hashes = new Set(hidden.hashes);
  const isGone = (_: string, { hash }: TargetFile): boolean => hashes.has(hash);
  await removeFiles(context, { reason: 'takedown', cause: 'taken down', isGone });
  await target.prepare();
}

type Removal = {
  reason: 'withdrawal' | 'takedown';
  cause: string;
  isGone: (file: string, now: TargetFile) => boolean;
};

/** A release at the same position; null where there is nothing to remove. */
async function removeFiles(
  context: RollbackContext,
  { cause, isGone, reason }: Removal,
): Promise<ReleaseDone | null> {
  const { database, target } = context;
  const position = target.position();
  const files = [...namedFiles(target)].flatMap(([file, before]) =>
    isGone(file, before) ? differenceOf({ file, before, after: null }, cause) : [],
  );
  if (position === null || files.length === 0) return null;
  const recorded = await database.write((tx) =>
    recordRelease(tx, target, { basis: position, reason, files }),
  );
  return await applyRecorded(context, { ...recorded, files });
}

async function newPin(
  tx: Transaction<Tables>,
  target: Target,
  { actorId = null, reason = null, toNumber }: RollbackOrder,
): Promise<NewPin> {
  return {
    target: target.name,
    releaseNumber: toNumber,
    // The plan leaves out what was withdrawn up to here.
    withdrawalsSeq: (await readLogHead(tx)).seq,
    pinnedAt: new Date().toISOString(),
    pinnedBy: actorId,
    reason,
  };
}

/** The rollback did not happen: what was held before is held again, and nothing else. */
async function restorePin({ database, target }: RollbackContext, before: TargetPin | null): Promise<void> {
  await database.write(async (tx) => {
    if (before === null) await unpinTarget(tx, { target: target.name });
    else await pinTarget(tx, before);
  });
  await settle({ database, target });
}

async function settle({ database, target }: Pick<RollbackContext, 'database' | 'target'>): Promise<void> {
  const appliedNumber = target.position()?.releaseNumber ?? null;
  const now = new Date().toISOString();
  await database.write((tx) => settleReleases(tx, { appliedNumber, now, target: target.name }));
}
