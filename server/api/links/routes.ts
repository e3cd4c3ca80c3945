import { brokenLinkListSchema } from '../../../model/api/broken-link.ts';
import { listBrokenLinks } from '../../authoring/list-broken-links.ts';
import { callerOf } from '../caller.ts';
import { sessionRoute, type Route } from '../route.ts';
import { listBrokenLinksInput } from './schema.ts';

const broken = sessionRoute({
  method: 'GET',
  path: '/api/v1/links/broken',
  operationId: 'listBrokenLinks',
  tag: 'Links',
  summary: 'List links that lead nowhere',
  description:
    'Links on the pages that visitors see now which lead to no page of the site, or to an anchor that its page does not have, by the address that they lead to.',
  input: listBrokenLinksInput,
  success: { status: 200, description: 'A page of the list.', schema: brokenLinkListSchema },
  errors: ['not-allowed', 'not-released'],
  handle: async ({ ctx, deps, session, input: { query } }) => ({
    body: await listBrokenLinks(deps.authoring, { ...callerOf(ctx, session), ...query }),
  }),
});

export const linkRoutes: readonly Route[] = [broken];
