import type { Transaction } from 'kysely';
import type { ZonedTime } from '../../model/zoned-time.ts';
import { doneBy } from '../accounts/actor.ts';
import { AppError } from '../errors.ts';
import { appendAudit } from '../store/audit.ts';
import { lockEntries } from '../store/locks.ts';
import { newId } from '../store/new-id.ts';
import { insertSchedule } from '../store/schedules.ts';
import type { ScheduledEntry, ScheduleTime, StoredSchedule } from '../store/schedules.ts';
import type { Tables } from '../store/tables.ts';
import { keepVersion } from '../store/versions.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { readBundle, requireBundle } from './bundle.ts';
import { claimBundle, recordScheduled } from './claim-bundle.ts';
import { entryDetails } from './entry-details.ts';
import { knownToBreak } from './links-of-schedule.ts';
import type { LinkOrder } from './link-order.ts';
import { entrySubject, requirePermission } from './permission.ts';
import { prepareSchedule } from './prepare-schedule.ts';
import { readSchedule, type ScheduleDetails } from './read-schedule.ts';
import { requireScheduleTime } from './schedule-time.ts';
import { versionConflict } from './save-draft.ts';

export type ScheduleRequest = Call & {
  at: ZonedTime;
  items: readonly { action: 'publish' | 'withdraw'; entryId: string; expectedVersionId: string }[];
  /** The bundle that these are the entries of: it is published by it. */
  bundleId?: string | undefined;
  /** Whether it may leave links dead, for those who may let it. */
  links?: Pick<LinkOrder, 'anyway'> | undefined;
};

/**
 * Publishes and withdraws at a time, as one publication. The versions that are named are pinned: whatever is saved afterwards, they are what is published.
 * One that cannot be published as things are now is there all the same, as blocked and with the reason: it may be mended before its time comes. One that
 * would leave links dead is refused, as it would be if it were published now.
 */
export async function schedulePublication(
  context: AuthoringContext,
  request: ScheduleRequest,
): Promise<ScheduleDetails> {
  const { actor, correlationId, items } = request;
  const ids = requireBundle(items.map(({ entryId }) => entryId));
  const time = requireScheduleTime(request.at, context.now());
  const id = newId();
  const linksAnyway = request.links?.anyway === true;
  const schedule = { id, dueAt: time.dueAt, entries: items.map(scheduledEntry), linksAnyway };
  const brokenLinks = await knownToBreak(context, { actor, schedule, what: 'schedule' });
  await context.database.write((tx) =>
    arm(tx, { context, request, ids, id, time, linksAnyway, brokenLinks }),
  );
  await prepareSchedule(context, { id });
  context.scheduleChanged?.();
  return await readSchedule(context, { actor, correlationId, id });
}

function scheduledEntry({ action, entryId, expectedVersionId }: ScheduleRequest['items'][number]) {
  return { action, entryId, versionId: action === 'publish' ? expectedVersionId : null };
}

type Arming = Pick<StoredSchedule, 'linksAnyway' | 'brokenLinks'> & {
  context: AuthoringContext;
  request: ScheduleRequest;
  ids: readonly string[];
  id: string;
  time: ScheduleTime;
};

async function arm(
  tx: Transaction<Tables>,
  { context, id, ids, request, time, ...links }: Arming,
): Promise<void> {
  const { actor, correlationId, items } = request;
  const { model } = context;
  const { bundleId } = request;
  const bundle = bundleId === undefined ? null : await claimBundle(tx, { actor, model, bundleId, items });
  await lockEntries(tx, { entryIds: ids });
  const found = await readBundle(tx, { ids, actor, model });
  const at = context.now().toISOString();
  const entries: ScheduledEntry[] = [];
  for (const [index, entry] of found.entries()) {
    const item = items[index];
    if (item === undefined) continue;
    const { action, expectedVersionId } = item;
    const needed = action === 'publish' ? 'entry.publish' : 'entry.withdraw';
    requirePermission(actor, needed, entrySubject(model, entry));
    if (entry.draftVersionId !== expectedVersionId) throw versionConflict(entryDetails(model, entry));
    // From here on no save takes the place of the version.
    const isKept = action === 'withdraw' || (await keepVersion(tx, { id: expectedVersionId, keptAt: at }));
    if (!isKept) throw versionConflict(entryDetails(model, entry));
    entries.push(scheduledEntry(item));
  }
  if (entries.length === 0) throw new AppError('invalid-input', 'Nothing was scheduled.');
  await insertSchedule(tx, { ...time, ...links, id, entries, createdAt: at, createdBy: actor.userId });
  await appendAudit(tx, {
    at,
    ...doneBy(actor),
    action: 'schedule.arm',
    subject: `schedule:${id}`,
    correlationId,
    details: {
      entryIds: ids,
      dueAt: time.dueAt,
      ...(links.brokenLinks.length > 0 && { brokenLinks: links.brokenLinks }),
    },
  });
  if (bundle !== null) await recordScheduled(tx, { actor, correlationId, bundle, at, scheduleId: id });
}
