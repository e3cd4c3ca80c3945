import { contentModelSchema } from '../../../model/api/content-model.ts';
import { modelFingerprint } from '../../../model/model-fingerprint.ts';
import { entityTag } from '../preconditions.ts';
import { noInput, sessionRoute, type Route } from '../route.ts';

const read = sessionRoute({
  method: 'GET',
  path: '/api/v1/content-model',
  operationId: 'readContentModel',
  tag: 'Content model',
  summary: 'The collections and fields of the site',
  input: noInput,
  success: {
    status: 200,
    description: 'What `site/content-model.ts` declares.',
    schema: contentModelSchema,
    headers: ['ETag'],
  },
  errors: [],
  handle: async ({ deps: { model } }) => ({ body: model, etag: entityTag(modelFingerprint(model)) }),
});

export const contentModelRoutes: readonly Route[] = [read];
