import { z } from 'zod';
import {
  moveScheduleSchema,
  SCHEDULE_STATES,
  schedulePublicationSchema,
} from '../../../model/api/schedule.ts';
import { listLimit } from '../list-limit.ts';

const moment = z.iso.datetime({ offset: true });

const params = z.object({ id: z.string().meta({ description: 'The id of the schedule.' }) });

export const scheduleInput = z.object({ params });

export const createScheduleInput = z.object({ body: schedulePublicationSchema });

export const moveScheduleInput = z.object({ params, body: moveScheduleSchema });

export const listSchedulesInput = z.object({
  query: z.strictObject({
    state: z.enum(SCHEDULE_STATES).optional(),
    entry: z.string().optional().meta({ description: 'Those that have to do with this entry alone.' }),
    from: moment.optional().meta({ description: 'Due at this moment or later.' }),
    to: moment.optional().meta({ description: 'Due before this moment.' }),
    limit: listLimit.default(50),
    cursor: z.string().optional().meta({ description: '`nextCursor` of the page before.' }),
  }),
});
