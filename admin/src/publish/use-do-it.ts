import { useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/api.ts';
import { entryQuery } from '../api/queries.ts';
import { useEditor } from '../editor/use-editor.ts';
import { showToast } from '../ui/toast.ts';
import { outcomeQuery, type Outcome } from './outcome.ts';
import type { BundleChoice } from './bundle-select.tsx';
import { newlyDead, seenOf, type Plan, type Wish } from './plan.ts';
import type { When } from './when-choice.tsx';

/** Does what was planned, or nothing: now, or when its time comes. */
export function useDoIt({ when, wish }: { wish: Wish; when: When }) {
  const { t } = useLingui();
  const { desk, entry } = useEditor();
  const client = useQueryClient();
  const { id, publishedVersionId: versionBefore } = entry;
  const publish = async (plan: Plan): Promise<void> => {
    const versionId = desk.keeper.versionId();
    const { body } = await api.publishBundle({
      body: {
        entries: [{ id, action: wish.action, versionId }],
        basis: seenOf(plan),
        links: { resolve: [...wish.resolve], anyway: newlyDead(plan).length > 0 },
      },
    });
    const outcome: Outcome = {
      seq: body.publication?.seq ?? null,
      kind: wish.action === 'publish' ? 'published' : 'withdrawn',
      versionBefore,
      hasMendedLinks: wish.resolve.length > 0,
    };
    const [changed] = body.entries;
    if (changed !== undefined) client.setQueryData(entryQuery(id).queryKey, changed);
    client.setQueryData(outcomeQuery(id).queryKey, outcome);
  };
  const schedule = async (
    plan: Plan,
    { time, timeZone }: { time: string; timeZone: string },
  ): Promise<void> => {
    await api.schedulePublication({
      body: {
        at: { time, timeZone },
        entries: [{ id, action: wish.action, versionId: desk.keeper.versionId() }],
        links: { anyway: newlyDead(plan).length > 0 },
      },
    });
    await client.invalidateQueries({ queryKey: ['entry', id] });
    showToast({ kind: 'done', text: t`It is scheduled.` });
  };
  const collect = async ({ bundleId, title }: BundleChoice): Promise<void> => {
    const entries = [{ id, action: wish.action }];
    const { body } = await (bundleId === null
      ? api.createBundle({ body: { title, entries } })
      : api.addToBundle({ id: bundleId, body: { entries } }));
    await client.invalidateQueries({ queryKey: ['bundles'] });
    const name = body.title;
    showToast({ kind: 'done', text: t`It is in the bundle “${name}”.` });
  };
  return useMutation({
    mutationFn: async (plan: Plan) => {
      if (when.kind === 'now') await publish(plan);
      else if (when.kind === 'bundle') await collect(when);
      else if (when.time !== null) await schedule(plan, { time: when.time, timeZone: when.timeZone });
    },
  });
}
