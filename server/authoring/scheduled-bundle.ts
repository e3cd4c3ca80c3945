import type { Kysely } from 'kysely';
import { roleKey, SYSTEM_ACTOR, type Actor } from '../accounts/actor.ts';
import { AppError, ERRORS } from '../errors.ts';
import { readEntries } from '../store/entries.ts';
import { listOpenOfEntry } from '../store/schedules.ts';
import type { StoredSchedule } from '../store/schedules.ts';
import type { Tables } from '../store/tables.ts';
import { readUser } from '../store/users.ts';
import type { AuthoringContext } from './authoring-context.ts';
import type { BundleItem } from './bundle-steps.ts';

/** In whose name it fires, with the role that they have now. */
export async function actorOfSchedule(
  tx: Kysely<Tables>,
  { createdBy }: Pick<StoredSchedule, 'createdBy'>,
): Promise<Actor> {
  if (createdBy === null) return SYSTEM_ACTOR;
  const user = await readUser(tx, { id: createdBy });
  if (user !== null && user.disabledAt === null) return { userId: user.id, role: user.role };
  throw new AppError(
    'not-allowed',
    `The account of ${user?.name ?? 'whoever scheduled this'} is not active any more. Somebody who may publish it schedules it anew.`,
  );
}

/** Whether somebody may still do what they could. */
export function isSameActor(actor: Actor, other: Actor): boolean {
  return roleKey(actor.role) === roleKey(other.role) && grantsOf(actor) === grantsOf(other);
}

function grantsOf({ role }: Actor): string {
  return typeof role === 'string' ? '' : JSON.stringify(role.grants);
}

export function itemsOfSchedule({ entries }: Pick<StoredSchedule, 'entries'>): BundleItem[] {
  return entries.map(({ action, entryId, versionId }): BundleItem =>
    action === 'publish' && versionId !== null
      ? { action: 'publish', entryId, expectedVersionId: versionId }
      : { action: 'withdraw', entryId },
  );
}

/** Of what is only looked at. */
export const NOT_YET = {
  due: () => Promise.resolve(),
  claim: () => Promise.resolve(),
  record: () => Promise.resolve(),
};

/** What is to be withdrawn need not be public yet, where another schedule publishes it before. */
export async function itemsNow(
  { database }: AuthoringContext,
  schedule: Pick<StoredSchedule, 'id' | 'dueAt' | 'entries'>,
): Promise<BundleItem[]> {
  const items = itemsOfSchedule(schedule);
  const ids = items.flatMap(({ action, entryId }) => (action === 'withdraw' ? [entryId] : []));
  const later = new Set<string>();
  for (const { id: entryId, publishedVersionId } of await readEntries(database.db, { ids })) {
    if (publishedVersionId !== null) continue;
    const open = await listOpenOfEntry(database.db, { entryId });
    const isPublished = open.some(
      ({ action, dueAt, id, state }) =>
        state === 'armed' &&
        action === 'publish' &&
        (dueAt < schedule.dueAt || (dueAt === schedule.dueAt && id < schedule.id)),
    );
    if (isPublished) later.add(entryId);
  }
  return items.filter(({ entryId }) => !later.has(entryId));
}

export type Obstacle = { code: string; reason: string };

/** What stays in the way until somebody does something; null for what passes by itself, such as a database that is away. */
export function obstacleOf(error: unknown): Obstacle | null {
  if (!(error instanceof AppError)) return null;
  const { status } = ERRORS[error.code];
  if (status >= 500 || status === 429) return null;
  const issues = (error.details.issues ?? []).map(({ message, path }) => `${path}: ${message}`);
  const message = error.code === 'invalid-input' ? VERSION_PINNED : error.message;
  return { code: error.code, reason: [message, ...issues].join('\n').slice(0, REASON_LENGTH_MAX) };
}

/** Whoever publishes a draft mends it. This version stays as it is. */
const VERSION_PINNED =
  'The version that is scheduled cannot be published as it is, and saving the draft does not change it. Unless another entry has to be public first: cancel this schedule, and schedule the mended draft.';

const REASON_LENGTH_MAX = 4_000;
