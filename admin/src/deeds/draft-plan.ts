import { queryOptions } from '@tanstack/react-query';
import type { EntrySummary } from '../../../model/api/entry.ts';
import { api } from '../api/api.ts';
import type { Plan } from '../publish/plan.ts';
import { PLAN_SETTINGS } from '../publish/plan-settings.ts';

/** What publishing the draft that was seen would change now. */
export function draftPlanQuery({ draftVersionId: versionId, id }: EntrySummary) {
  return queryOptions({
    queryKey: ['plan', 'list', id, versionId],
    queryFn: async ({ signal }): Promise<Plan> =>
      (await api.planPublication({ signal, body: { entries: [{ id, action: 'publish', versionId }] } })).body,
    ...PLAN_SETTINGS,
  });
}
