import { queryOptions } from '@tanstack/react-query';
import type { Bundle } from '../../../model/api/bundle.ts';
import { ApiError } from '../../../model/api/api-error.ts';
import { api } from '../api/api.ts';
import type { Plan, Resolution } from '../publish/plan.ts';
import { PLAN_SETTINGS } from '../publish/plan-settings.ts';

/** How the site is to be changed, and when; null: now. */
export type BundleWish = { resolve: readonly Resolution[]; at: string | null };

/** What publishing it would change, with the drafts as they are shown: another draft makes another plan. */
export function bundlePlanQuery({ id, items }: Bundle, { at, resolve }: BundleWish) {
  const entries = items.map(({ action, entry }) => ({
    id: entry.id,
    action,
    ...(action === 'publish' && { versionId: entry.draftVersionId }),
  }));
  return queryOptions({
    queryKey: ['plan', 'bundle', id, entries, at, resolve],
    queryFn: async ({ signal }): Promise<Plan> => {
      const links = resolve.length > 0 ? { links: { resolve: [...resolve] } } : {};
      const when = at === null ? {} : { at };
      return (await api.planPublication({ signal, body: { texts: true, entries, ...when, ...links } })).body;
    },
    ...PLAN_SETTINGS,
  });
}

/** What the server names of an entry stands beside the entry: `entries[2].title` is about the third. */
export function problemsByEntry({ items }: Bundle, error: unknown): Map<string, string[]> {
  const problems = new Map<string, string[]>();
  if (!(error instanceof ApiError)) return problems;
  for (const { message, path } of error.issues) {
    const index = items.length === 1 ? 0 : Number(/^entries\[(\d+)\]/.exec(path)?.[1] ?? -1);
    const id = items[index]?.entry.id;
    if (id === undefined) continue;
    const place = path.replace(/^entries\[\d+\]\.?/, '');
    problems.set(id, [...(problems.get(id) ?? []), place === '' ? message : `${place}: ${message}`]);
  }
  return problems;
}
