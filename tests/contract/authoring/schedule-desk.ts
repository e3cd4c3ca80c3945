import type { AuthoringContext } from '../../../server/authoring/authoring-context.ts';
import type { Actor } from '../../../server/accounts/actor.ts';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import { fireSchedule } from '../../../server/authoring/fire-schedule.ts';
import { readEntry } from '../../../server/authoring/read-entry.ts';
import { readSchedule } from '../../../server/authoring/read-schedule.ts';
import { schedulePublication } from '../../../server/authoring/schedule-publication.ts';
import { AppError } from '../../../server/errors.ts';
import type { DialectName } from '../../../server/store/database.ts';
import { openDesk, seen } from './desk.ts';

const START = Date.parse('2026-03-01T09:00:00.000Z');
export const NOON = { localTime: '2026-03-01T12:00', timeZone: 'UTC' };

type Plan = { at?: { localTime: string; timeZone: string }; actor?: Actor; action?: 'publish' | 'withdraw' };

export type ScheduleDesk = Awaited<ReturnType<typeof openScheduleDesk>>;

/** A desk whose clock stands until it is moved, and whose templates can be told to fail. */
export async function openScheduleDesk(dialect: DialectName) {
  const desk = await openDesk(dialect);
  const templates: { refuse: Error | null; proven: number } = { refuse: null, proven: 0 };
  let clock = START;
  const context: AuthoringContext = {
    ...desk.context,
    now: () => new Date(clock),
    prove: async () => {
      templates.proven += 1;
      if (templates.refuse !== null) throw templates.refuse;
      return [];
    },
  };
  return {
    ...desk,
    context,
    templates,
    /** By the desk's own clock, which nothing here looks at. */
    deskContext: desk.context,
    post: (title = 'First') => desk.create({ title }),
    plan: (entry: EntryDetails, { action = 'publish', actor = desk.editor, at = NOON }: Plan = {}) =>
      schedulePublication(context, { ...desk.call, actor, at, items: [{ action, ...seen(entry) }] }),
    fire: (id: string) => fireSchedule(context, { id }),
    read: (id: string) => readSchedule(context, { ...desk.call, id }),
    entryNow: (entry: EntryDetails) => readEntry(context, { ...desk.call, entryId: entry.id }),
    due: (time = '2026-03-01T12:00:00.000Z') => void (clock = Date.parse(time)),
  };
}

/** Of the error that it ends with. */
export async function codeOf(attempt: Promise<unknown>): Promise<string> {
  const error: unknown = await attempt.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof AppError ? error.code : String(error);
}
