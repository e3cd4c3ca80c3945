import { useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import type { Bundle } from '../../../model/api/bundle.ts';
import { api } from '../api/api.ts';
import { newlyDead, seenOf, type Plan, type Resolution } from '../publish/plan.ts';
import type { When } from '../publish/when-choice.tsx';
import { showToast } from '../ui/toast.ts';

export type BundleWhen = Exclude<When, { kind: 'bundle' }>;

type Doing = { bundle: Bundle; when: BundleWhen; resolve: readonly Resolution[] };

/** Does what was planned, or nothing: now, or when its time comes. */
export function useDoBundle({ bundle, resolve, when }: Doing): UseMutationResult<void, Error, Plan> {
  const { t } = useLingui();
  const client = useQueryClient();
  const entries = bundle.items.map(({ action, entry }) => ({
    id: entry.id,
    action,
    versionId: entry.draftVersionId,
  }));
  return useMutation({
    mutationFn: async (plan: Plan) => {
      const anyway = newlyDead(plan).length > 0;
      if (when.kind === 'now') {
        const links = { resolve: [...resolve], anyway };
        await api.publishBundle({ body: { bundle: bundle.id, entries, basis: seenOf(plan), links } });
      } else if (when.time !== null) {
        const at = { time: when.time, timeZone: when.timeZone };
        await api.schedulePublication({ body: { bundle: bundle.id, at, entries, links: { anyway } } });
        showToast({ kind: 'done', text: t`It is scheduled.` });
      }
    },
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: ['bundles'] });
    },
  });
}
