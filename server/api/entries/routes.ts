import {
  backlinksSchema,
  entryAuthorsSchema,
  entryCountSchema,
  entryListSchema,
  entrySchema,
} from '../../../model/api/entry.ts';
import { createEntry } from '../../authoring/create-entry.ts';
import { duplicateEntry } from '../../authoring/duplicate-entry.ts';
import { listBacklinks } from '../../authoring/list-backlinks.ts';
import { countEntries, listEntries } from '../../authoring/list-entries.ts';
import { listEntryAuthors } from '../../authoring/list-entry-authors.ts';
import { readEntry } from '../../authoring/read-entry.ts';
import { saveDraft } from '../../authoring/save-draft.ts';
import type { ErrorCode } from '../../errors.ts';
import { callerOf } from '../caller.ts';
import { entityTag } from '../preconditions.ts';
import { noInput, sessionRoute, type Route } from '../route.ts';
import {
  backlinksInput,
  countEntriesInput,
  createEntryInput,
  entryInput,
  listEntriesInput,
  saveDraftInput,
} from './schema.ts';
import { versionSeen } from './version-seen.ts';

const PATH = '/api/v1/entries';
const TAG = 'Entries';

const ERRORS_OF_MARKDOWN: readonly ErrorCode[] = ['markdown-busy', 'too-much-markdown'];

const list = sessionRoute({
  method: 'GET',
  path: PATH,
  operationId: 'listEntries',
  tag: TAG,
  summary: 'List entries',
  description:
    'The last changed first unless told otherwise, without their content. Those in the trash are listed with `state=trashed` alone.',
  input: listEntriesInput,
  success: { status: 200, description: 'A page of the list.', schema: entryListSchema },
  errors: ['not-allowed', 'unknown-collection', 'unknown-locale'],
  handle: async ({ ctx, deps, session, input }) => ({
    body: await listEntries(deps.authoring, { ...callerOf(ctx, session), ...input.query }),
  }),
});

const count = sessionRoute({
  method: 'GET',
  path: `${PATH}/count`,
  operationId: 'countEntries',
  tag: TAG,
  summary: 'Count entries',
  description: 'As many as the list has that is narrowed like this.',
  input: countEntriesInput,
  success: { status: 200, description: 'How many there are.', schema: entryCountSchema },
  errors: ['not-allowed', 'unknown-collection', 'unknown-locale'],
  handle: async ({ ctx, deps, session, input }) => ({
    body: await countEntries(deps.authoring, { ...callerOf(ctx, session), ...input.query }),
  }),
});

const authors = sessionRoute({
  method: 'GET',
  path: `${PATH}/authors`,
  operationId: 'listEntryAuthors',
  tag: TAG,
  summary: 'List who has created entries',
  description: 'Of entries that you may read: those by whom a list can be narrowed.',
  input: noInput,
  success: { status: 200, description: 'All of them, by name.', schema: entryAuthorsSchema },
  errors: ['not-allowed'],
  handle: async ({ ctx, deps, session }) => ({
    body: { authors: await listEntryAuthors(deps.authoring, callerOf(ctx, session)) },
  }),
});

const create = sessionRoute({
  method: 'POST',
  path: PATH,
  operationId: 'createEntry',
  tag: TAG,
  summary: 'Create an entry',
  description: 'A draft, which nobody but editors sees. It may lack required fields until it is published.',
  input: createEntryInput,
  success: { status: 201, description: 'The entry.', schema: entrySchema, headers: ['ETag', 'Location'] },
  errors: [
    'not-allowed',
    'unknown-collection',
    'unknown-locale',
    'single-exists',
    'entry-not-found',
    ...ERRORS_OF_MARKDOWN,
  ],
  handle: async ({ ctx, deps, session, input }) => {
    const { locale = deps.model.defaultLocale, ...body } = input.body;
    const entry = await createEntry(deps.authoring, { ...callerOf(ctx, session), ...body, locale });
    return { body: entry, etag: entityTag(entry.draft.versionId), location: `${PATH}/${entry.id}` };
  },
});

const read = sessionRoute({
  method: 'GET',
  path: `${PATH}/:id`,
  operationId: 'readEntry',
  tag: TAG,
  summary: 'Read an entry',
  description: 'Also one in the trash.',
  input: entryInput,
  success: { status: 200, description: 'The entry with its draft.', schema: entrySchema, headers: ['ETag'] },
  errors: ['entry-not-found'],
  handle: async ({ ctx, deps, session, input }) => {
    const entry = await readEntry(deps.authoring, { ...callerOf(ctx, session), entryId: input.params.id });
    return { body: entry, etag: entityTag(entry.draft.versionId) };
  },
});

const save = sessionRoute({
  method: 'PUT',
  path: `${PATH}/:id/draft`,
  operationId: 'saveDraft',
  tag: TAG,
  summary: 'Save the draft of an entry',
  description:
    'Makes a new version with this content in place of all the content before. What the entry shows to visitors does not change.',
  input: saveDraftInput,
  needsVersion: true,
  success: {
    status: 200,
    description: 'The entry with its new draft.',
    schema: entrySchema,
    headers: ['ETag'],
  },
  errors: ['entry-not-found', 'not-allowed', 'lease-not-held', ...ERRORS_OF_MARKDOWN],
  handle: async ({ ctx, deps, session, input }) => {
    const caller = callerOf(ctx, session);
    const { id: entryId } = input.params;
    const { holder } = input.query;
    const expectedVersionId = await versionSeen(ctx, { deps, caller, entryId });
    const request = { ...caller, entryId, expectedVersionId, holder, ...input.body };
    const entry = await saveDraft(deps.authoring, request);
    return { body: entry, etag: entityTag(entry.draft.versionId) };
  },
});

const duplicate = sessionRoute({
  method: 'POST',
  path: `${PATH}/:id/duplicate`,
  operationId: 'duplicateEntry',
  tag: TAG,
  summary: 'Copy an entry',
  description: 'A new draft with the same content, under a title and an address of its own.',
  input: entryInput,
  success: { status: 201, description: 'The copy.', schema: entrySchema, headers: ['ETag', 'Location'] },
  errors: ['entry-not-found', 'entry-trashed', 'not-allowed', 'single-exists'],
  handle: async ({ ctx, deps, session, input }) => {
    const entry = await duplicateEntry(deps.authoring, {
      ...callerOf(ctx, session),
      entryId: input.params.id,
    });
    return { body: entry, etag: entityTag(entry.draft.versionId), location: `${PATH}/${entry.id}` };
  },
});

const backlinks = sessionRoute({
  method: 'GET',
  path: `${PATH}/:id/backlinks`,
  operationId: 'listBacklinks',
  tag: TAG,
  summary: 'List what refers to an entry',
  description:
    'By title. Each one says whether the reference stands in its draft, in its public version, or in both: a draft may have dropped it while visitors still meet it, and the other way round.',
  input: backlinksInput,
  success: {
    status: 200,
    description: 'A page of the entries that refer to it.',
    schema: backlinksSchema,
  },
  errors: ['entry-not-found'],
  handle: async ({ ctx, deps, session, input: { params, query } }) => ({
    body: await listBacklinks(deps.authoring, {
      ...callerOf(ctx, session),
      entryId: params.id,
      ...query,
    }),
  }),
});

export const entryRoutes: readonly Route[] = [list, count, authors, create, read, save, duplicate, backlinks];
