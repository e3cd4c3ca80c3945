import { newPreviewLinkSchema, previewLinkListSchema } from '../../../model/api/preview-link.ts';
import { createPreviewLink } from '../../authoring/create-preview-link.ts';
import { listPreviewLinks } from '../../authoring/list-preview-links.ts';
import { revokePreviewLink } from '../../authoring/revoke-preview-link.ts';
import { callerOf } from '../caller.ts';
import { previewLinkAddress } from '../preview/link-token.ts';
import { sessionRoute, type Route } from '../route.ts';
import { createPreviewLinkInput, previewLinkInput, previewLinksInput } from './schema.ts';

const PATH = '/api/v1/entries/:id/preview-links';
const TAG = 'Preview';

const list = sessionRoute({
  method: 'GET',
  path: PATH,
  operationId: 'listPreviewLinks',
  tag: TAG,
  summary: 'List the preview links of an entry',
  description:
    'The newest first, those that have ended as well. Where they lead is shown once, when they are made.',
  input: previewLinksInput,
  success: { status: 200, description: 'The links.', schema: previewLinkListSchema },
  errors: ['entry-not-found', 'not-allowed'],
  handle: async ({ ctx, deps, session, input: { params } }) => ({
    body: {
      links: await listPreviewLinks(deps.authoring, { ...callerOf(ctx, session), entryId: params.id }),
    },
  }),
});

const create = sessionRoute({
  method: 'POST',
  path: PATH,
  operationId: 'createPreviewLink',
  tag: TAG,
  summary: 'Make a link by which people without an account see the draft',
  description:
    'Whoever has the link sees the site with the draft laid over, until it expires or is revoked, the entry is thrown away, or you may not change the entry any more.',
  input: createPreviewLinkInput,
  hasSecrets: true,
  success: { status: 201, description: 'The link, with its address.', schema: newPreviewLinkSchema },
  errors: ['entry-not-found', 'entry-trashed', 'not-allowed', 'version-not-found'],
  handle: async ({ ctx, deps, session, input: { body, params } }) => {
    const order = { ...callerOf(ctx, session), ...body, entryId: params.id };
    const { link, token } = await createPreviewLink(deps.authoring, order);
    return { body: { ...link, url: previewLinkAddress(deps, token) }, isSecret: true };
  },
});

const revoke = sessionRoute({
  method: 'DELETE',
  path: `${PATH}/:linkId`,
  operationId: 'revokePreviewLink',
  tag: TAG,
  summary: 'Revoke a preview link',
  input: previewLinkInput,
  success: { status: 204, description: 'It opens nothing any more, for those who are looking as well.' },
  errors: ['entry-not-found', 'not-allowed', 'preview-link-not-found'],
  handle: async ({ ctx, deps, session, input: { params } }) => {
    const { id: entryId, linkId } = params;
    await revokePreviewLink(deps.authoring, { ...callerOf(ctx, session), entryId, linkId });
    return {};
  },
});

export const previewLinkRoutes: readonly Route[] = [list, create, revoke];
