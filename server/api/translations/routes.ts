import { entrySchema } from '../../../model/api/entry.ts';
import { translationListSchema } from '../../../model/api/translation.ts';
import { confirmTranslation } from '../../authoring/confirm-translation.ts';
import { listTranslations } from '../../authoring/list-translations.ts';
import { translateEntry } from '../../authoring/translate-entry.ts';
import { callerOf } from '../caller.ts';
import { entryInput } from '../entries/schema.ts';
import { entityTag } from '../preconditions.ts';
import { sessionRoute, type Route } from '../route.ts';
import { confirmTranslationInput, createTranslationInput } from './schema.ts';

const ENTRIES = '/api/v1/entries';
const PATH = `${ENTRIES}/:id/translations`;
const TAG = 'Translations';

const list = sessionRoute({
  method: 'GET',
  path: PATH,
  operationId: 'listTranslations',
  tag: TAG,
  summary: 'List the translations of an entry',
  description: 'Itself among them, and the locales that have none yet.',
  input: entryInput,
  success: { status: 200, description: 'One for each locale.', schema: translationListSchema },
  errors: ['entry-not-found'],
  handle: async ({ ctx, deps, session, input }) => {
    const call = { ...callerOf(ctx, session), entryId: input.params.id };
    return { body: { translations: await listTranslations(deps.authoring, call) } };
  },
});

const create = sessionRoute({
  method: 'POST',
  path: PATH,
  operationId: 'createTranslation',
  tag: TAG,
  summary: 'Begin a translation',
  description:
    'A new draft that begins as the draft it is to be translated from, under an address made from its title. What it refers to is the translation of that, where there is one.',
  input: createTranslationInput,
  success: {
    status: 201,
    description: 'The translation.',
    schema: entrySchema,
    headers: ['ETag', 'Location'],
  },
  errors: ['entry-not-found', 'entry-trashed', 'not-allowed', 'unknown-locale', 'single-exists'],
  handle: async ({ ctx, deps, session, input: { body, params } }) => {
    const request = { ...callerOf(ctx, session), entryId: params.id, ...body };
    const entry = await translateEntry(deps.authoring, request);
    return { body: entry, etag: entityTag(entry.draft.versionId), location: `${ENTRIES}/${entry.id}` };
  },
});

const confirm = sessionRoute({
  method: 'PUT',
  path: `${PATH}/source`,
  operationId: 'confirmTranslation',
  tag: TAG,
  summary: 'Say that a translation is up to date',
  description:
    'With the version of another one that its translator has seen, which is kept from then on. It is outdated once that one changes.',
  input: confirmTranslationInput,
  success: { status: 200, description: 'One for each locale.', schema: translationListSchema },
  errors: ['entry-not-found', 'entry-trashed', 'not-allowed', 'version-not-found'],
  handle: async ({ ctx, deps, session, input: { body, params } }) => {
    const call = { ...callerOf(ctx, session), entryId: params.id, source: body };
    return { body: { translations: await confirmTranslation(deps.authoring, call) } };
  },
});

export const translationRoutes: readonly Route[] = [list, create, confirm];
