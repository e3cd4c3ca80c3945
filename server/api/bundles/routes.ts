import { bundleListSchema, bundleSchema } from '../../../model/api/bundle.ts';
import { addToBundle } from '../../authoring/add-to-bundle.ts';
import { changeBundle } from '../../authoring/change-bundle.ts';
import { createBundle } from '../../authoring/create-bundle.ts';
import { deleteBundle } from '../../authoring/delete-bundle.ts';
import { listBundles } from '../../authoring/list-bundles.ts';
import { readBundleOf } from '../../authoring/read-bundle.ts';
import { removeFromBundle } from '../../authoring/remove-from-bundle.ts';
import { callerOf } from '../caller.ts';
import { sessionRoute, type Route } from '../route.ts';
import { presentBundle, presentSummary } from './present.ts';
import {
  addToBundleInput,
  bundleInput,
  changeBundleInput,
  createBundleInput,
  listBundlesInput,
  removeFromBundleInput,
} from './schema.ts';

const PATH = '/api/v1/bundles';
const TAG = 'Bundles';

const list = sessionRoute({
  method: 'GET',
  path: PATH,
  operationId: 'listBundles',
  tag: TAG,
  summary: 'List bundles',
  description:
    'The newest first, with those that were published. What you may not read is left out: a page may be shorter than you asked for.',
  input: listBundlesInput,
  success: { status: 200, description: 'A page of the list.', schema: bundleListSchema },
  errors: [],
  handle: async ({ ctx, deps, session, input: { query } }) => {
    const { entry: entryId, ...listing } = query;
    const { bundles, nextCursor } = await listBundles(deps.authoring, {
      ...callerOf(ctx, session),
      ...listing,
      entryId,
    });
    return { body: { bundles: bundles.map(presentSummary), nextCursor } };
  },
});

const create = sessionRoute({
  method: 'POST',
  path: PATH,
  operationId: 'createBundle',
  tag: TAG,
  summary: 'Collect entries to publish them together later',
  description:
    'Nothing becomes public by it. What is published is the draft of each entry as it is then: `POST /api/v1/publications` and `POST /api/v1/schedules` take the id as `bundle`.',
  input: createBundleInput,
  success: { status: 201, description: 'The bundle.', schema: bundleSchema, headers: ['Location'] },
  errors: ['entry-not-found', 'entry-trashed', 'not-allowed'],
  handle: async ({ ctx, deps, session, input: { body } }) => {
    const entries = body.entries.map(toCollect);
    const bundle = await createBundle(deps.authoring, { ...callerOf(ctx, session), ...body, entries });
    return { body: presentBundle(bundle), location: `${PATH}/${bundle.id}` };
  },
});

const read = sessionRoute({
  method: 'GET',
  path: `${PATH}/:id`,
  operationId: 'readBundle',
  tag: TAG,
  summary: 'Read a bundle with its entries',
  input: bundleInput,
  success: { status: 200, description: 'The bundle.', schema: bundleSchema },
  errors: ['bundle-not-found'],
  handle: async ({ ctx, deps, session, input: { params } }) => ({
    body: presentBundle(await readBundleOf(deps.authoring, { ...callerOf(ctx, session), ...params })),
  }),
});

const change = sessionRoute({
  method: 'PUT',
  path: `${PATH}/:id`,
  operationId: 'changeBundle',
  tag: TAG,
  summary: 'Change what a bundle is called, and its note',
  input: changeBundleInput,
  success: { status: 200, description: 'The bundle, as it is now.', schema: bundleSchema },
  errors: ['bundle-not-found', 'not-allowed'],
  handle: async ({ ctx, deps, session, input: { body, params } }) => ({
    body: presentBundle(
      await changeBundle(deps.authoring, { ...callerOf(ctx, session), ...params, ...body }),
    ),
  }),
});

const remove = sessionRoute({
  method: 'DELETE',
  path: `${PATH}/:id`,
  operationId: 'deleteBundle',
  tag: TAG,
  summary: 'Delete a bundle',
  description: 'Its entries stay as they are, and so does what was published.',
  input: bundleInput,
  success: { status: 204, description: 'It is gone.' },
  errors: ['bundle-not-found', 'bundle-closed', 'not-allowed'],
  handle: async ({ ctx, deps, session, input: { params } }) => {
    await deleteBundle(deps.authoring, { ...callerOf(ctx, session), ...params });
    return {};
  },
});

const add = sessionRoute({
  method: 'POST',
  path: `${PATH}/:id/entries`,
  operationId: 'addToBundle',
  tag: TAG,
  summary: 'Add entries to a bundle',
  description:
    'All of them or none. One that is in it already stays there, and takes the `action` that is given now.',
  input: addToBundleInput,
  success: { status: 200, description: 'The bundle, as it is now.', schema: bundleSchema },
  errors: ['bundle-not-found', 'bundle-closed', 'entry-not-found', 'entry-trashed', 'not-allowed'],
  handle: async ({ ctx, deps, session, input: { body, params } }) => {
    const entries = body.entries.map(toCollect);
    const adding = { ...callerOf(ctx, session), ...params, entries };
    return { body: presentBundle(await addToBundle(deps.authoring, adding)) };
  },
});

const takeOut = sessionRoute({
  method: 'DELETE',
  path: `${PATH}/:id/entries/:entryId`,
  operationId: 'removeFromBundle',
  tag: TAG,
  summary: 'Take an entry out of a bundle',
  description: 'The entry stays as it is.',
  input: removeFromBundleInput,
  success: { status: 204, description: 'It is not in the bundle.' },
  errors: ['bundle-not-found', 'bundle-closed', 'entry-not-found', 'not-allowed'],
  handle: async ({ ctx, deps, session, input: { params } }) => {
    await removeFromBundle(deps.authoring, { ...callerOf(ctx, session), ...params });
    return {};
  },
});

export const bundleRoutes: readonly Route[] = [list, create, read, change, remove, add, takeOut];

function toCollect({ action, id }: { action: 'publish' | 'withdraw'; id: string }) {
  return { action, entryId: id };
}
