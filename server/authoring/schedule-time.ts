import { fullLocalTime, resolveZonedTime } from '../../model/zoned-time.ts';
import type { ZonedTime } from '../../model/zoned-time.ts';
import { AppError } from '../errors.ts';
import type { ScheduleTime } from '../store/schedules.ts';

/** When that is. Refused where the clocks of the zone never show it, or have done so already. */
export function requireScheduleTime(time: ZonedTime, now: Date): ScheduleTime {
  const { localTime, timeZone } = time;
  const resolved = resolveZonedTime(time);
  if (resolved.kind === 'no-such-zone')
    throw wrongTime(
      'timeZone',
      `There is no time zone ${JSON.stringify(timeZone)}. Name one such as "Europe/Berlin".`,
    );
  if (resolved.kind === 'no-such-day')
    throw wrongTime('time', `${JSON.stringify(localTime)} is not a time. Write it like "2026-10-25T09:30".`);
  if (resolved.kind === 'skipped') {
    const { after, before } = resolved;
    throw wrongTime(
      'time',
      `The clocks in ${timeZone} never show ${localTime}: they are put forward from ${before} to ${after}. Choose a time before or after.`,
    );
  }
  const { at, repeated } = resolved;
  if (time.repeated === 'second' && repeated === null)
    throw wrongTime(
      'repeated',
      `The clocks in ${timeZone} show ${localTime} only once. Leave it out, or choose a time of the hour that they show twice.`,
    );
  if (at.getTime() < now.getTime())
    throw wrongTime(
      'time',
      `${localTime} in ${timeZone} is past (${at.toISOString()}). Publish now, or choose a later time.`,
    );
  return { localTime: fullLocalTime(localTime), timeZone, repeated, dueAt: at.toISOString() };
}

function wrongTime(member: 'time' | 'timeZone' | 'repeated', message: string): AppError {
  const issues = [{ path: `at.${member}`, message }];
  return new AppError('invalid-input', 'Nothing was scheduled.', { issues });
}
