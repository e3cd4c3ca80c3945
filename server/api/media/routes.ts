import {
  deletedMediaSchema,
  mediaListSchema,
  mediaTagListSchema,
  mediaSchema,
  mediaUsageSchema,
  uploadedMediaSchema,
} from '../../../model/api/media.ts';
import { listMediaUsage } from '../../authoring/list-media-usage.ts';
import type { ErrorCode } from '../../errors.ts';
import { addMedia } from '../../media/add-media.ts';
import { changeMedia } from '../../media/change-media.ts';
import { deleteMedia } from '../../media/delete-media.ts';
import { listMediaTags } from '../../media/list-media-tags.ts';
import { listMedia } from '../../media/list-media.ts';
import type { ReceivedFile } from '../../media/media-context.ts';
import { findMediaFile } from '../../media/find-media-file.ts';
import { readMedia } from '../../media/read-media.ts';
import { replaceMediaFile } from '../../media/replace-media-file.ts';
import { AppError } from '../../errors.ts';
import { callerOf } from '../caller.ts';
import { isKnown } from '../preconditions.ts';
import { sessionRoute, type Call, type Route } from '../route.ts';
import type { Session } from '../authenticate.ts';
import { noInput } from '../route.ts';
import { askedPart } from './asked-part.ts';
import { fileHeaders } from './file-headers.ts';
import { mediaContextOf, presentMedia, presentRefusal, presentUsage } from './present.ts';
import {
  changeMediaInput,
  deleteMediaInput,
  listMediaInput,
  mediaFileInput,
  mediaInput,
  mediaUsageInput,
} from './schema.ts';

const PATH = '/api/v1/media';
const TAG = 'Media';

const ERRORS_OF_FILES: readonly ErrorCode[] = [
  'file-too-large',
  'media-damaged',
  'media-store-failed',
  'media-type-refused',
  'not-allowed',
  'picture-too-large',
];

const upload = sessionRoute({
  method: 'POST',
  path: PATH,
  operationId: 'uploadMedia',
  tag: TAG,
  summary: 'Upload files',
  description:
    'Each has a result of its own. Their bytes decide what they are. Of pictures, whatever was said in them about camera, place and person is taken out, and they are turned upright. Where the only file is refused, so is the request.',
  takes: 'files',
  input: noInput,
  success: { status: 201, description: 'What became of each.', schema: uploadedMediaSchema },
  errors: ERRORS_OF_FILES,
  handle: async ({ ctx, deps, files = [], session }) => {
    const results = [];
    for (const file of files) results.push(await addOne({ ctx, deps }, { file, files, session }));
    return { body: { results } };
  },
});

type One = { file: ReceivedFile; files: readonly ReceivedFile[]; session: Session };

async function addOne({ ctx, deps }: Call, { file, files, session }: One) {
  const { fileName } = file;
  const caller = callerOf(ctx, session);
  try {
    const { isKnown: wasKnown, media, notes } = await addMedia(mediaContextOf(deps), { ...caller, file });
    const added = presentMedia(await readMedia(deps.database, { ...caller, id: media.id }));
    return { fileName, media: added, isKnown: wasKnown, notes, problem: null };
  } catch (error) {
    if (files.length === 1) throw error;
    return { fileName, media: null, isKnown: false, notes: [], problem: presentRefusal(ctx, error) };
  }
}

const list = sessionRoute({
  method: 'GET',
  path: PATH,
  operationId: 'listMedia',
  tag: TAG,
  summary: 'List media files',
  input: listMediaInput,
  success: { status: 200, description: 'A page of the list, the newest first.', schema: mediaListSchema },
  errors: ['not-allowed'],
  handle: async ({ ctx, deps, session, input }) => {
    const { used, ...query } = input.query;
    const listing = { ...callerOf(ctx, session), ...query, isUsed: used };
    const page = await listMedia(deps.database, listing);
    return { body: { ...page, media: page.media.map(presentMedia) } };
  },
});

const tags = sessionRoute({
  method: 'GET',
  path: `${PATH}/tags`,
  operationId: 'listMediaTags',
  tag: TAG,
  summary: 'List the tags of media files',
  input: noInput,
  success: { status: 200, description: 'Those that most files have first.', schema: mediaTagListSchema },
  errors: ['not-allowed'],
  handle: async ({ ctx, deps, session }) => ({
    body: { tags: await listMediaTags(deps.database, callerOf(ctx, session)) },
  }),
});

const read = sessionRoute({
  method: 'GET',
  path: `${PATH}/:id`,
  operationId: 'readMedia',
  tag: TAG,
  summary: 'Read what is known of a media file',
  input: mediaInput,
  success: { status: 200, description: 'The file, without its bytes.', schema: mediaSchema },
  errors: ['media-not-found', 'not-allowed'],
  handle: async ({ ctx, deps, session, input }) => ({
    body: presentMedia(await readMedia(deps.database, { ...callerOf(ctx, session), ...input.params })),
  }),
});

const change = sessionRoute({
  method: 'PUT',
  path: `${PATH}/:id`,
  operationId: 'changeMedia',
  tag: TAG,
  summary: 'Change the alternative text, the focal point and the tags',
  description: 'At once also on the pages that show it.',
  input: changeMediaInput,
  success: { status: 200, description: 'The file as it is now.', schema: mediaSchema },
  errors: ['media-not-found', 'not-allowed'],
  handle: async ({ ctx, deps, session, input }) => {
    const caller = callerOf(ctx, session);
    await changeMedia(mediaContextOf(deps), { ...caller, ...input.params, ...input.body });
    return { body: presentMedia(await readMedia(deps.database, { ...caller, ...input.params })) };
  },
});

const remove = sessionRoute({
  method: 'DELETE',
  path: `${PATH}/:id`,
  operationId: 'deleteMedia',
  tag: TAG,
  summary: 'Delete a media file',
  description: 'One that stands in an entry stays, unless `despiteUse=true`: pages then show nothing there.',
  input: deleteMediaInput,
  success: { status: 200, description: 'It is gone.', schema: deletedMediaSchema },
  errors: ['media-in-use', 'media-not-found', 'not-allowed'],
  handle: async ({ ctx, deps, session, input: { params, query } }) => {
    const order = { ...callerOf(ctx, session), ...params, despiteUse: query.despiteUse ?? false };
    const publication = await deleteMedia(mediaContextOf(deps), order);
    return { body: { id: params.id, publication: publication?.seq ?? null } };
  },
});

const usage = sessionRoute({
  method: 'GET',
  path: `${PATH}/:id/usage`,
  operationId: 'listMediaUsage',
  tag: TAG,
  summary: 'List the entries in which a media file stands, and the public pages that show it',
  description:
    'Each entry says whether the file stands in its draft, in its public version, or in both; `livePath` is its page. `shownOn` has every page that visitors see it on, lists and feeds too. `limit` is that of each of the two.',
  input: mediaUsageInput,
  success: { status: 200, description: 'A page of each.', schema: mediaUsageSchema },
  errors: ['media-not-found', 'not-allowed'],
  handle: async ({ ctx, deps, session, input: { params, query } }) => {
    const listing = { ...callerOf(ctx, session), mediaId: params.id, ...query };
    return { body: presentUsage(await listMediaUsage(deps.authoring, listing), deps.config) };
  },
});

const readFile = sessionRoute({
  method: 'GET',
  path: `${PATH}/:id/file`,
  operationId: 'readMediaFile',
  tag: TAG,
  summary: 'Read the bytes of a media file, or of a variant of a picture',
  description:
    'With none of the parameters, the original. Nothing of it is run by a browser. A player seeks by asking for parts.',
  input: mediaFileInput,
  requestHeaders: {
    Range: {
      required: false,
      description: 'One part, such as `bytes=1000-1999`; of several, all is answered.',
    },
    'If-Range': {
      required: false,
      description: 'The ETag of what you have a part of: of another version, all is answered.',
    },
  },
  givesParts: true,
  success: {
    status: 200,
    description: 'The bytes, of the type that they are.',
    contentType: 'application/octet-stream',
    headers: ['Accept-Ranges', 'ETag'],
  },
  errors: [
    'media-bytes-missing',
    'media-damaged',
    'media-not-found',
    'media-store-failed',
    'not-allowed',
    'range-not-satisfiable',
  ],
  handle: async ({ ctx, deps, session, input: { params, query } }) => {
    const [width = 1, height = 1] = (query.ratio ?? '').split(':').map(Number);
    const ratio = query.ratio === undefined ? undefined : { width, height };
    const order = { ...callerOf(ctx, session), ...params, ...query, ratio };
    const file = await findMediaFile(mediaContextOf(deps), order);
    const etag = `"${file.hash}"`;
    const isNamed = query.hash === file.media.hash && ratio === undefined;
    // Nobody reads the bytes then, and no part of them is meant.
    if (ctx.method === 'HEAD' || isKnown(ctx, etag))
      return { body: NOTHING, etag, headers: fileHeaders(file, { part: null, isNamed }) };
    const part = askedPart(ctx, { ...file, etag });
    return {
      body: await file.open(part ?? undefined),
      etag,
      headers: fileHeaders(file, { part, isNamed }),
      isPart: part !== null,
    };
  },
});

const NOTHING = new Uint8Array();

const replace = sessionRoute({
  method: 'POST',
  path: `${PATH}/:id/file`,
  operationId: 'replaceMediaFile',
  tag: TAG,
  summary: 'Replace the bytes of a media file',
  description:
    'By those of another file. Whatever names it shows these from now on; the alternative text and the focal point stay.',
  takes: 'files',
  input: mediaInput,
  success: { status: 200, description: 'The file as it is now.', schema: mediaSchema },
  errors: ['media-not-found', ...ERRORS_OF_FILES],
  handle: async ({ ctx, deps, files = [], session, input }) => {
    const caller = callerOf(ctx, session);
    const [file, ...others] = files;
    if (file === undefined || others.length > 0) throw notOne();
    await replaceMediaFile(mediaContextOf(deps), { ...caller, ...input.params, file });
    return { body: presentMedia(await readMedia(deps.database, { ...caller, ...input.params })) };
  },
});

function notOne(): AppError {
  const issues = [{ path: 'file', message: 'Expected one file.' }];
  return new AppError('invalid-input', 'The form cannot be accepted; nothing was changed.', { issues });
}

export const mediaRoutes: readonly Route[] = [
  upload,
  list,
  tags,
  read,
  change,
  remove,
  usage,
  readFile,
  replace,
];
