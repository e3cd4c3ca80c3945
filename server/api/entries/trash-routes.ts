import { entrySchema } from '../../../model/api/entry.ts';
import { bulkResultSchema, deletedEntrySchema, trashedEntrySchema } from '../../../model/api/trash.ts';
import { changeEntries, type BulkResult } from '../../authoring/change-entries.ts';
import { deleteEntry } from '../../authoring/delete-entry.ts';
import { restoreEntry } from '../../authoring/restore-entry.ts';
import { trashEntry } from '../../authoring/trash-entry.ts';
import { acceptedOf } from '../accepted-publication.ts';
import { callerOf } from '../caller.ts';
import { linksAsked } from '../links-asked.ts';
import { entityTag } from '../preconditions.ts';
import { correlationIdOf, problemOf } from '../problem.ts';
import { sessionRoute, type Route } from '../route.ts';
import { bulkInput, deleteEntryInput, entryInput, trashEntryInput } from './schema.ts';
import { versionSeen } from './version-seen.ts';

const PATH = '/api/v1/entries';
const TAG = 'Entries';

const trash = sessionRoute({
  method: 'POST',
  path: `${PATH}/:id/trash`,
  operationId: 'trashEntry',
  tag: TAG,
  summary: 'Move an entry to the trash',
  description:
    'It leaves the lists, and the site if it is public. Nothing of it is lost: it can be read and restored with all its versions.',
  input: trashEntryInput,
  needsVersion: true,
  success: { status: 200, description: 'The entry in the trash.', schema: trashedEntrySchema },
  errors: ['entry-not-found', 'entry-trashed', 'not-allowed', 'broken-links'],
  handle: async ({ ctx, deps, session, input }) => {
    const caller = callerOf(ctx, session);
    const { id: entryId } = input.params;
    const expectedVersionId = await versionSeen(ctx, { deps, caller, entryId });
    const { brokenLinks, entry, publication } = await trashEntry(deps.authoring, {
      ...caller,
      entryId,
      expectedVersionId,
      links: linksAsked(input.query),
    });
    return { body: { publication: acceptedOf(publication), entry, brokenLinks } };
  },
});

const restore = sessionRoute({
  method: 'POST',
  path: `${PATH}/:id/restore`,
  operationId: 'restoreEntry',
  tag: TAG,
  summary: 'Bring an entry back from the trash',
  description: 'As the draft that it was. What was public before is not public again by that.',
  input: entryInput,
  needsVersion: true,
  success: { status: 200, description: 'The entry.', schema: entrySchema, headers: ['ETag'] },
  errors: ['entry-not-found', 'not-in-trash', 'not-allowed', 'single-exists', 'translation-exists'],
  handle: async ({ ctx, deps, session, input }) => {
    const caller = callerOf(ctx, session);
    const { id: entryId } = input.params;
    const expectedVersionId = await versionSeen(ctx, { deps, caller, entryId });
    const entry = await restoreEntry(deps.authoring, { ...caller, entryId, expectedVersionId });
    return { body: entry, etag: entityTag(entry.draft.versionId) };
  },
});

const remove = sessionRoute({
  method: 'DELETE',
  path: `${PATH}/:id`,
  operationId: 'deleteEntry',
  tag: TAG,
  summary: 'Delete an entry from the trash for good',
  description:
    'With all its versions; nothing brings it back. Refused with the list as `referrers` while other entries refer to it, unless `despiteReferences=true`. Releases that showed it stay as they were: for legal demands there is the takedown.',
  input: deleteEntryInput,
  needsVersion: true,
  success: { status: 200, description: 'Deleted.', schema: deletedEntrySchema },
  errors: ['entry-not-found', 'not-in-trash', 'not-allowed', 'entry-referenced'],
  handle: async ({ ctx, deps, session, input }) => {
    const caller = callerOf(ctx, session);
    const { id: entryId } = input.params;
    const expectedVersionId = await versionSeen(ctx, { deps, caller, entryId });
    const { despiteReferences } = input.query;
    const removal = { ...caller, entryId, expectedVersionId, despiteReferences };
    const { publication } = await deleteEntry(deps.authoring, removal);
    return { body: { publication: acceptedOf(publication) } };
  },
});

const bulk = sessionRoute({
  method: 'POST',
  path: `${PATH}/bulk`,
  operationId: 'changeEntries',
  tag: TAG,
  summary: 'Do the same with many entries',
  description:
    'One after the other, each by itself: one that is refused keeps no other from it, and says why in its result. To publish several as one, there is `POST /api/v1/publications`.',
  input: bulkInput,
  success: { status: 200, description: 'What became of each.', schema: bulkResultSchema },
  errors: [],
  handle: async ({ ctx, deps, session, input: { body } }) => {
    const results = await changeEntries(deps.authoring, {
      ...callerOf(ctx, session),
      action: body.action,
      entries: body.entries.map(({ id, versionId }) => ({ entryId: id, expectedVersionId: versionId })),
      despiteReferences: body.despiteReferences,
      links: linksAsked(body),
    });
    const failed = results.filter((result) => 'error' in result).length;
    const correlationId = correlationIdOf(ctx);
    return {
      body: {
        done: results.length - failed,
        failed,
        results: results.map((result) => present(result, correlationId)),
      },
    };
  },
});

export const trashRoutes: readonly Route[] = [trash, restore, remove, bulk];

function present(result: BulkResult, correlationId: string) {
  const { entryId: id } = result;
  if (!('error' in result))
    return { id, problem: null, publication: acceptedOf(result.publication), entry: result.entry };
  const problem = problemOf(result.error, { correlationId, instance: `${PATH}/${id}` });
  return { id, problem, publication: null, entry: null };
}
