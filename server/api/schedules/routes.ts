import { scheduleDetailsSchema, scheduleListSchema } from '../../../model/api/schedule.ts';
import type { ZonedTime } from '../../../model/zoned-time.ts';
import { cancelSchedule } from '../../authoring/cancel-schedule.ts';
import { listSchedules } from '../../authoring/list-schedules.ts';
import { moveSchedule } from '../../authoring/move-schedule.ts';
import { readSchedule } from '../../authoring/read-schedule.ts';
import { schedulePublication } from '../../authoring/schedule-publication.ts';
import { callerOf } from '../caller.ts';
import { sessionRoute, type Route } from '../route.ts';
import { presentDetails, presentSchedule } from './present.ts';
import { createScheduleInput, listSchedulesInput, moveScheduleInput, scheduleInput } from './schema.ts';

const PATH = '/api/v1/schedules';
const TAG = 'Schedules';

const create = sessionRoute({
  method: 'POST',
  path: PATH,
  operationId: 'schedulePublication',
  tag: TAG,
  summary: 'Publish and withdraw at a time',
  description:
    'As one publication. What cannot be published as things are is scheduled all the same: `state` is `blocked`, and `obstacle` says what to mend before its time. What would leave links dead is refused, as it is when it is published now.',
  input: createScheduleInput,
  success: {
    status: 201,
    description: 'It is scheduled.',
    schema: scheduleDetailsSchema,
    headers: ['Location'],
  },
  errors: [
    'entry-not-found',
    'not-allowed',
    'version-conflict',
    'broken-links',
    'bundle-not-found',
    'bundle-closed',
    'bundle-changed',
  ],
  handle: async ({ ctx, deps, session, input: { body } }) => {
    const schedule = await schedulePublication(deps.authoring, {
      ...callerOf(ctx, session),
      at: timeOf(body.at),
      links: body.links,
      bundleId: body.bundle,
      items: body.entries.map(({ action, id, versionId }) => ({
        action,
        entryId: id,
        expectedVersionId: versionId,
      })),
    });
    return { body: presentDetails(schedule, deps.authoring.now()), location: `${PATH}/${schedule.id}` };
  },
});

const list = sessionRoute({
  method: 'GET',
  path: PATH,
  operationId: 'listSchedules',
  tag: TAG,
  summary: 'List schedules',
  description:
    'In the order in which they are due, with those that have fired. What you may not read is left out: a page may be shorter than you asked for.',
  input: listSchedulesInput,
  success: { status: 200, description: 'A page of the list.', schema: scheduleListSchema },
  errors: [],
  handle: async ({ ctx, deps, session, input: { query } }) => {
    const { names, nextCursor, schedules } = await listSchedules(deps.authoring, {
      ...callerOf(ctx, session),
      state: query.state,
      entryId: query.entry,
      from: query.from === undefined ? undefined : new Date(query.from),
      to: query.to === undefined ? undefined : new Date(query.to),
      cursor: query.cursor,
      limit: query.limit,
    });
    const now = deps.authoring.now();
    const shown = schedules.map((schedule) => presentSchedule(schedule, { names, now }));
    return { body: { schedules: shown, nextCursor } };
  },
});

const read = sessionRoute({
  method: 'GET',
  path: `${PATH}/:id`,
  operationId: 'readSchedule',
  tag: TAG,
  summary: 'Read a schedule, and what has happened to it',
  input: scheduleInput,
  success: { status: 200, description: 'The schedule.', schema: scheduleDetailsSchema },
  errors: ['schedule-not-found'],
  handle: async ({ ctx, deps, session, input: { params } }) => ({
    body: presentDetails(
      await readSchedule(deps.authoring, { ...callerOf(ctx, session), ...params }),
      deps.authoring.now(),
    ),
  }),
});

const move = sessionRoute({
  method: 'PATCH',
  path: `${PATH}/:id`,
  operationId: 'moveSchedule',
  tag: TAG,
  summary: 'Move a schedule to another time',
  description:
    'Also one that could not be published at its time. What would leave links dead by now is refused, as it is when it is made.',
  input: moveScheduleInput,
  success: { status: 200, description: 'The schedule, as it is now.', schema: scheduleDetailsSchema },
  errors: ['schedule-not-found', 'schedule-closed', 'not-allowed', 'broken-links'],
  handle: async ({ ctx, deps, session, input: { body, params } }) => {
    const { at, links } = body;
    const request = { ...callerOf(ctx, session), ...params, at: timeOf(at), links };
    return { body: presentDetails(await moveSchedule(deps.authoring, request), deps.authoring.now()) };
  },
});

const cancel = sessionRoute({
  method: 'DELETE',
  path: `${PATH}/:id`,
  operationId: 'cancelSchedule',
  tag: TAG,
  summary: 'Cancel a schedule',
  description: 'It stays in the list, as cancelled.',
  input: scheduleInput,
  success: { status: 204, description: 'It does not fire.' },
  errors: ['schedule-not-found', 'schedule-closed', 'not-allowed'],
  handle: async ({ ctx, deps, session, input: { params } }) => {
    await cancelSchedule(deps.authoring, { ...callerOf(ctx, session), ...params });
    return {};
  },
});

export const scheduleRoutes: readonly Route[] = [list, create, read, move, cancel];

function timeOf({
  repeated,
  time,
  timeZone,
}: {
  time: string;
  timeZone: string;
  repeated?: ZonedTime['repeated'];
}) {
  return { localTime: time, timeZone, repeated };
}
