import { planSchema } from '../../../model/api/plan.ts';
import { withUrls } from '../../../model/plan-urls.ts';
import { planBundle } from '../../authoring/plan-bundle.ts';
import { callerOf } from '../caller.ts';
import { linkOrderOf } from '../link-order-of.ts';
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
  errors: [
    'entry-not-found',
    'not-allowed',
    'not-published',
    'not-released',
    'path-reserved',
    'path-taken',
    'redirect-loop',
    'template-failed',
    'version-conflict',
  ],
  handle: async ({ ctx, deps, session, input: { body } }) => {
    const { at, entries, links, texts } = body;
    const found = await planBundle(deps.authoring, {
      actor: callerOf(ctx, session).actor,
      items: entries.map(({ action, id, versionId }) => ({ action, entryId: id, versionId })),
      at: at === undefined ? undefined : new Date(at),
      links: links && linkOrderOf(links),
      withTexts: texts,
    });
    const { pages, ...planned } = withUrls(found, deps.config.siteUrl);
    return {
      body: {
        ...planned,
        pages: pages.flatMap(({ change, ...page }) => (change === 'rendered' ? [] : [{ ...page, change }])),
      },
    };
  },
});

export const planRoutes: readonly Route[] = [plan];
