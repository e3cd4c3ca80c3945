import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { ApiRequest } from '../../../model/api/client.ts';
import type { planSchema } from '../../../model/api/plan.ts';
import { api } from '../api/api.ts';
import type { Desk } from '../editor/desk.ts';
import { PLAN_SETTINGS } from './plan-settings.ts';

export type Plan = z.output<typeof planSchema>;
export type PlannedPage = Plan['pages'][number];
export type PlannedLink = Plan['deadLinks'][number];
export type Resolution = NonNullable<
  NonNullable<ApiRequest<'planPublication'>['body']['links']>['resolve']
>[number];

/** What somebody is about to do with the entry. */
export type Wish = {
  action: 'publish' | 'withdraw';
  /** In place of the draft. */
  versionId?: string;
  /** What becomes of links that it would leave dead. */
  resolve: readonly Resolution[];
  /** The instant; null: now. */
  at: string | null;
};

/** A publication that changes more is published without naming them. */
const PAGES_SENT_MAX = 10_000;

/** What is typed is saved first: the plan is that of what the server has. It is made anew for each version, and for nothing that happens elsewhere. */
export function planQuery(desk: Desk, { draftVersionId, wish }: { draftVersionId: string; wish: Wish }) {
  const id = desk.entryId;
  return queryOptions({
    queryKey: ['plan', id, draftVersionId, wish],
    queryFn: async ({ signal }): Promise<Plan> => {
      await desk.keeper.flush();
      const versionId = wish.versionId ?? desk.keeper.versionId();
      const which = wish.action === 'publish' ? { versionId } : {};
      const { body } = await api.planPublication({
        signal,
        body: {
          texts: true,
          entries: [{ id, action: wish.action, ...which }],
          ...(wish.at !== null && { at: wish.at }),
          ...(wish.resolve.length > 0 && { links: { resolve: [...wish.resolve] } }),
        },
      });
      return body;
    },
    ...PLAN_SETTINGS,
  });
}

/** What was looked at: nothing else is published. */
export function seenOf({ basis, pages }: Plan) {
  if (pages.length > PAGES_SENT_MAX) return basis;
  return { ...basis, pages: pages.map(({ change, hash, path }) => ({ change, path, hash })) };
}

export function newlyDead({ deadLinks }: Plan): PlannedLink[] {
  return deadLinks.filter(({ isNew }) => isNew);
}

export function linkAddress({ anchor, path }: Pick<PlannedLink, 'anchor' | 'path'>): string {
  return anchor === null ? path : `${path}#${anchor}`;
}
