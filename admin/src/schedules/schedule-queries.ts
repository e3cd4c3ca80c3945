import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { scheduleListSchema } from '../../../model/api/schedule.ts';
import { api } from '../api/api.ts';

export type Schedule = z.output<typeof scheduleListSchema>['schedules'][number];

const SCHEDULES_PER_REQUEST = 200;
/** More in one period than anybody looks at. */
const REQUESTS_MAX = 5;

/** Whatever is or was due in a period, in its order. */
export function schedulesQuery({ from, to }: { from: string; to: string }) {
  return queryOptions({
    queryKey: ['schedules', 'period', from, to],
    queryFn: async ({ signal }) => {
      const found: Schedule[] = [];
      let cursor: string | undefined;
      for (let times = 0; times < REQUESTS_MAX; times += 1) {
        const query = { from, to, limit: SCHEDULES_PER_REQUEST, cursor };
        const { body } = await api.listSchedules({ query, signal });
        found.push(...body.schedules);
        if (body.nextCursor === null) break;
        cursor = body.nextCursor;
      }
      return found;
    },
  });
}

const STATE_LIMIT = 50;

export function schedulesInState(state: 'blocked' | 'armed') {
  return queryOptions({
    queryKey: ['schedules', 'state', state],
    queryFn: async ({ signal }) =>
      (await api.listSchedules({ query: { state, limit: STATE_LIMIT }, signal })).body.schedules,
  });
}

export function scheduleQuery(id: string) {
  return queryOptions({
    queryKey: ['schedules', 'one', id],
    queryFn: async ({ signal }) => (await api.readSchedule({ id, signal })).body,
  });
}
