import type { ScheduleDetails } from '../../authoring/read-schedule.ts';
import type { ScheduledNames } from '../../authoring/scheduled-names.ts';
import { isLate } from '../../authoring/schedule-lateness.ts';
import type { StoredSchedule } from '../../store/schedules.ts';

type Obstacle = { code: string | null; reason: string | null };

type Shown = { names: ScheduledNames; now: Date };

export function presentSchedule(schedule: StoredSchedule, { names, now }: Shown) {
  const { createdAt, createdBy, dueAt, firedAt, id, latenessMs, localTime, repeated, state, timeZone } =
    schedule;
  return {
    id,
    state,
    at: { time: localTime, timeZone, repeated },
    dueAt,
    entries: schedule.entries.map(({ action, entryId, versionId }) => ({
      id: entryId,
      action,
      versionId,
      title: names.get(entryId)?.title ?? null,
      collection: names.get(entryId)?.collection ?? null,
    })),
    obstacle: obstacleOf(schedule),
    createdAt,
    createdBy,
    firedAt,
    latenessMs,
    isLate: isLate(schedule, now),
    publication: schedule.publicationSeq,
    brokenLinks: schedule.brokenLinks,
  };
}

export function presentDetails({ ledger, names, ...schedule }: ScheduleDetails, now: Date) {
  const steps = ledger.map((step) => {
    const { at, brokenLinks, dueAt, kind, latenessMs } = step;
    return { at, kind, dueAt, obstacle: obstacleOf(step), latenessMs, brokenLinks };
  });
  return { ...presentSchedule(schedule, { names, now }), ledger: steps };
}

function obstacleOf({ code, reason }: Obstacle): Obstacle | null {
  return code === null ? null : { code, reason };
}
