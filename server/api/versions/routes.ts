import { entrySchema } from '../../../model/api/entry.ts';
import {
  versionComparisonSchema,
  versionListSchema,
  versionWithContentSchema,
} from '../../../model/api/version.ts';
import { compareVersions } from '../../authoring/compare-versions.ts';
import { listVersions } from '../../authoring/list-versions.ts';
import { nameVersion } from '../../authoring/name-version.ts';
import { readVersion } from '../../authoring/read-version.ts';
import { restoreVersion } from '../../authoring/restore-version.ts';
import { callerOf } from '../caller.ts';
import { versionSeen } from '../entries/version-seen.ts';
import { entityTag } from '../preconditions.ts';
import { sessionRoute, type Route } from '../route.ts';
import { compareVersionsInput, listVersionsInput, nameVersionInput, versionInput } from './schema.ts';

const ENTRY = '/api/v1/entries/:id';
const PATH = `${ENTRY}/versions`;
const TAG = 'Versions';

const list = sessionRoute({
  method: 'GET',
  path: PATH,
  operationId: 'listVersions',
  tag: TAG,
  summary: 'List the versions of an entry',
  description: 'The newest first, without their content.',
  input: listVersionsInput,
  success: { status: 200, description: 'A page of the list.', schema: versionListSchema },
  errors: ['entry-not-found'],
  handle: async ({ ctx, deps, session, input: { params, query } }) => ({
    body: await listVersions(deps.authoring, { ...callerOf(ctx, session), entryId: params.id, ...query }),
  }),
});

const read = sessionRoute({
  method: 'GET',
  path: `${PATH}/:versionId`,
  operationId: 'readVersion',
  tag: TAG,
  summary: 'Read a version',
  input: versionInput,
  success: { status: 200, description: 'The version.', schema: versionWithContentSchema },
  errors: ['entry-not-found', 'version-not-found'],
  handle: async ({ ctx, deps, session, input: { params } }) => ({
    body: await readVersion(deps.authoring, {
      ...callerOf(ctx, session),
      entryId: params.id,
      versionId: params.versionId,
    }),
  }),
});

const name = sessionRoute({
  method: 'PUT',
  path: `${PATH}/:versionId/name`,
  operationId: 'nameVersion',
  tag: TAG,
  summary: 'Name a version',
  description:
    'It is kept for good from then on. Its id says which content was seen, so no other precondition is needed.',
  input: nameVersionInput,
  success: { status: 200, description: 'The version.', schema: versionWithContentSchema },
  errors: ['entry-not-found', 'not-allowed', 'version-not-found'],
  handle: async ({ ctx, deps, session, input: { body, params } }) => ({
    body: await nameVersion(deps.authoring, {
      ...callerOf(ctx, session),
      entryId: params.id,
      versionId: params.versionId,
      ...body,
    }),
  }),
});

const restore = sessionRoute({
  method: 'POST',
  path: `${PATH}/:versionId/restore`,
  operationId: 'restoreVersion',
  tag: TAG,
  summary: 'Bring back the content of a version',
  description:
    'As a new version, which becomes the draft. The version, the draft that was left and the new one are kept for good. What the entry shows to visitors does not change. If-Match names the draft that you saw.',
  input: versionInput,
  needsVersion: true,
  success: {
    status: 200,
    description: 'The entry with its new draft.',
    schema: entrySchema,
    headers: ['ETag'],
  },
  errors: ['entry-not-found', 'not-allowed', 'version-not-found'],
  handle: async ({ ctx, deps, session, input: { params } }) => {
    const caller = callerOf(ctx, session);
    const { id: entryId, versionId } = params;
    const expectedVersionId = await versionSeen(ctx, { deps, caller, entryId });
    const entry = await restoreVersion(deps.authoring, { ...caller, entryId, versionId, expectedVersionId });
    return { body: entry, etag: entityTag(entry.draft.versionId) };
  },
});

const compare = sessionRoute({
  method: 'GET',
  path: `${ENTRY}/compare`,
  operationId: 'compareVersions',
  tag: TAG,
  summary: 'Compare two versions',
  description:
    'Field by field; a rich text block by block, by the ids of the blocks; a text, and a block that was changed, word by word.',
  input: compareVersionsInput,
  success: { status: 200, description: 'What differs.', schema: versionComparisonSchema },
  errors: ['entry-not-found', 'version-not-found'],
  handle: async ({ ctx, deps, session, input: { params, query } }) => ({
    body: await compareVersions(deps.authoring, {
      ...callerOf(ctx, session),
      entryId: params.id,
      fromVersionId: query.from,
      toVersionId: query.to,
    }),
  }),
});

export const versionRoutes: readonly Route[] = [list, read, name, restore, compare];
