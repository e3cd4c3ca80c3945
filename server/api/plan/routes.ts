import { planSchema } from '../../../model/api/plan.ts';
import { encodePath } from '../../../model/public-path.ts';
import { planBundle } from '../../authoring/plan-bundle.ts';
import { callerOf } from '../caller.ts';
import { sessionRoute, type Route } from '../route.ts';
import { planInput } from './schema.ts';

const plan = sessionRoute({
  method: 'POST',
  path: '/api/v1/plan',
  operationId: 'planPublication',
  tag: 'Publications',
  summary: 'What publishing would change',
  description:
    'Every address that publishing and withdrawing these entries as one publication would create, change or remove, worked out by rendering. Nothing is written.',
  input: planInput,
  success: { status: 200, description: 'The plan.', schema: planSchema },
  errors: ['entry-not-found', 'not-allowed', 'not-published', 'not-released', 'path-reserved', 'path-taken'],
  handle: async ({ ctx, deps, session, input: { body } }) => {
    const { at, entries, texts } = body;
    const { pages, ...planned } = await planBundle(deps.authoring, {
      actor: callerOf(ctx, session).actor,
      items: entries.map(({ action, id, versionId }) => ({ action, entryId: id, versionId })),
      at: at === undefined ? undefined : new Date(at),
      withTexts: texts,
    });
    const urlOf = (path: string): string => deps.config.siteUrl + encodePath(path);
    return {
      body: {
        ...planned,
        pages: pages.flatMap(({ change, ...page }) =>
          change === 'rendered' ? [] : [{ ...page, change, url: urlOf(page.path) }],
        ),
        purgeUrls: pages.map(({ path }) => urlOf(path)),
      },
    };
  },
});

export const planRoutes: readonly Route[] = [plan];
