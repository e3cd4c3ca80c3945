import { queryOptions } from '@tanstack/react-query';
import { ApiError } from '../../../model/api/api-error.ts';
import type { EntrySummary } from '../../../model/api/entry.ts';
import { api } from '../api/api.ts';
import type { Plan } from '../publish/plan.ts';

const TRIES = 5;
const PAUSE_MS = 1_000;

/** What publishing the draft that was seen would change now. */
export function draftPlanQuery({ draftVersionId: versionId, id }: EntrySummary) {
  return queryOptions({
    queryKey: ['plan', 'list', id, versionId],
    queryFn: async ({ signal }): Promise<Plan> =>
      (await api.planPublication({ signal, body: { entries: [{ id, action: 'publish', versionId }] } })).body,
    gcTime: 0,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    // What was published a moment ago is not on its pages yet.
    retry: (failures, error) =>
      failures < TRIES && error instanceof ApiError && error.code === 'not-released',
    retryDelay: PAUSE_MS,
  });
}
