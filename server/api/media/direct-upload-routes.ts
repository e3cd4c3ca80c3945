import { directUploadSchema, uploadSchema } from '../../../model/api/media.ts';
import { addressUploadParts, beginDirectUpload, finishDirectUpload } from '../../media/direct-uploads.ts';
import { callerOf } from '../caller.ts';
import { sessionRoute, type Route } from '../route.ts';
import { mediaContextOf, presentDirectUpload, presentUpload } from './present.ts';
import { beginDirectUploadInput, finishUploadInput, mediaInput } from './schema.ts';

const PATH = '/api/v1/uploads';
const TAG = 'Uploads';

const begin = sessionRoute({
  method: 'POST',
  path: `${PATH}/direct`,
  operationId: 'beginDirectUpload',
  tag: TAG,
  summary: 'Begin an upload whose bytes go straight to the bucket',
  description:
    'Where media are kept in one. Each part is put to its address, which is good for a quarter of an hour and takes exactly its bytes; then the upload is finished here. It ends by itself after a day.',
  input: beginDirectUploadInput,
  success: {
    status: 201,
    description: 'Nothing has come of it yet.',
    schema: directUploadSchema,
    headers: ['Location'],
  },
  errors: ['file-too-large', 'media-store-failed', 'no-direct-upload', 'not-allowed', 'too-many-uploads'],
  handle: async ({ ctx, deps, session, input: { body } }) => {
    const { contentType: claimedType = null, ...file } = body;
    const order = { ...callerOf(ctx, session), ...file, claimedType };
    const begun = await beginDirectUpload(mediaContextOf(deps), order);
    return { body: presentDirectUpload(begun), location: `${PATH}/${begun.upload.id}` };
  },
});

const addressParts = sessionRoute({
  method: 'POST',
  path: `${PATH}/:id/parts`,
  operationId: 'addressUploadParts',
  tag: TAG,
  summary: 'Get addresses for the parts that are missing',
  description: 'Of an upload that goes straight to the bucket; also to go on with one after a while.',
  input: mediaInput,
  success: { status: 200, description: 'What is missing, with fresh addresses.', schema: directUploadSchema },
  errors: ['media-store-failed', 'no-direct-upload', 'not-allowed', 'upload-not-found'],
  handle: async ({ ctx, deps, session, input }) => {
    const order = { ...callerOf(ctx, session), ...input.params };
    return { body: presentDirectUpload(await addressUploadParts(mediaContextOf(deps), order)) };
  },
});

const finish = sessionRoute({
  method: 'POST',
  path: `${PATH}/:id/finish`,
  operationId: 'finishUpload',
  tag: TAG,
  summary: 'Finish an upload that went straight to the bucket',
  description:
    'What is there is looked at as every other file that arrives, and becomes a media file. What is refused ends the upload.',
  input: finishUploadInput,
  success: { status: 200, description: '`mediaId` is the file.', schema: uploadSchema },
  errors: [
    'file-too-large',
    'media-damaged',
    'media-store-failed',
    'media-type-refused',
    'no-direct-upload',
    'not-allowed',
    'picture-too-large',
    'upload-busy',
    'upload-checksum',
    'upload-incomplete',
    'upload-not-found',
  ],
  handle: async ({ ctx, deps, session, input: { body, params } }) => {
    const order = { ...callerOf(ctx, session), ...params, ...body };
    return { body: presentUpload(await finishDirectUpload(mediaContextOf(deps), order)) };
  },
});

export const directUploadRoutes: readonly Route[] = [begin, addressParts, finish];
