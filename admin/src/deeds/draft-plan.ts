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

/** As many as are planned at once. */
export const PLANNED_MAX = 1_000;

/** What publishing all of them would change now, in one go. */
export function manyPlanQuery(seen: ReadonlyMap<string, { versionId: string }>) {
  const entries = Array.from(seen, ([id, { versionId }]) => ({ id, action: 'publish' as const, versionId }));
  return queryOptions({
    queryKey: ['plan', 'many', entries],
    queryFn: async ({ signal }): Promise<Plan> =>
      (await api.planPublication({ signal, body: { entries } })).body,
    ...PLAN_SETTINGS,
  });
}
