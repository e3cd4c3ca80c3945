import type { Context } from 'koa';
import { uploadSchema } from '../../../model/api/media.ts';
import { AppError } from '../../errors.ts';
import type { ErrorCode } from '../../errors.ts';
import { appendUpload, readUpload } from '../../media/append-upload.ts';
import type { Checksum } from '../../media/append-upload.ts';
import { beginUpload } from '../../media/begin-upload.ts';
import { endUpload } from '../../media/end-upload.ts';
import type { StoredUpload } from '../../store/media-uploads.ts';
import { callerOf } from '../caller.ts';
import { noInput, sessionRoute, type Route } from '../route.ts';
import { mediaContextOf, presentUpload } from './present.ts';
import { mediaInput } from './schema.ts';

const PATH = '/api/v1/uploads';
const TAG = 'Uploads';
/** https://tus.io/protocols/resumable-upload: core, and the extensions below. */
const TUS_VERSION = '1.0.0';
const PIECE_TYPE = 'application/offset+octet-stream';

const ERRORS_OF_FILES: readonly ErrorCode[] = [
  'file-too-large',
  'media-damaged',
  'media-store-failed',
  'media-type-refused',
  'picture-too-large',
];

const begin = sessionRoute({
  method: 'POST',
  path: PATH,
  operationId: 'beginUpload',
  tag: TAG,
  summary: 'Begin an upload that can be resumed',
  description:
    'By tus 1.0.0, with creation, expiration, checksum (sha1, sha256) and termination. The pieces go to `Location`, by PATCH. It ends by itself a day after its last byte.',
  input: noInput,
  requestHeaders: {
    'Upload-Length': { required: true, description: 'How many bytes there are.' },
    'Upload-Metadata': { required: false, description: '`filename` and `filetype`, as tus has them.' },
    'Tus-Resumable': { required: false, description: '`1.0.0`' },
  },
  success: {
    status: 201,
    description: 'Nothing has come of it yet.',
    schema: uploadSchema,
    headers: ['Location', 'Upload-Offset', 'Upload-Expires'],
  },
  errors: ['file-too-large', 'media-store-failed', 'not-allowed', 'too-many-uploads', 'upload-protocol'],
  handle: async ({ ctx, deps, session }) => {
    requireVersion(ctx);
    const { filename = '', filetype = null } = metadataOf(ctx);
    const sizeBytes = numberOf(ctx, 'Upload-Length');
    const order = { ...callerOf(ctx, session), fileName: filename, claimedType: filetype, sizeBytes };
    const upload = await beginUpload(mediaContextOf(deps), order);
    return {
      body: presentUpload(upload),
      location: `${PATH}/${upload.id}`,
      headers: tusHeaders(upload),
    };
  },
});

const read = sessionRoute({
  method: 'GET',
  path: `${PATH}/:id`,
  operationId: 'readUpload',
  tag: TAG,
  summary: 'Ask how far an upload is',
  description: 'By HEAD, as tus has it, or by GET.',
  input: mediaInput,
  success: {
    status: 200,
    description: 'Where to go on.',
    schema: uploadSchema,
    headers: ['Upload-Offset', 'Upload-Length', 'Upload-Expires'],
  },
  errors: ['not-allowed', 'upload-not-found', 'upload-protocol', ...ERRORS_OF_FILES],
  handle: async ({ ctx, deps, session, input }) => {
    requireVersion(ctx);
    const order = { ...callerOf(ctx, session), ...input.params };
    const upload = await readUpload(mediaContextOf(deps), order);
    return { body: presentUpload(upload), headers: tusHeaders(upload) };
  },
});

const append = sessionRoute({
  method: 'PATCH',
  path: `${PATH}/:id`,
  operationId: 'appendUpload',
  tag: TAG,
  summary: 'Add a piece to an upload',
  description:
    'With the last one it becomes a media file, which `Location` names. What is refused then ends the upload.',
  takes: 'bytes',
  input: mediaInput,
  requestHeaders: {
    'Upload-Offset': { required: true, description: 'Where the piece begins.' },
    'Upload-Checksum': { required: false, description: '`sha1` or `sha256`, a space, the digest in Base64.' },
    'Tus-Resumable': { required: false, description: '`1.0.0`' },
  },
  success: {
    status: 204,
    description: 'It has come, and is kept.',
    headers: ['Location', 'Upload-Offset', 'Upload-Expires'],
  },
  errors: [
    'not-allowed',
    'upload-busy',
    'upload-checksum',
    'upload-not-found',
    'upload-offset',
    'upload-protocol',
    ...ERRORS_OF_FILES,
  ],
  handle: async ({ ctx, deps, session, input }) => {
    requireVersion(ctx);
    if (ctx.is(PIECE_TYPE) !== PIECE_TYPE || ctx.get('Content-Encoding') !== '') throw notAPiece();
    const upload = await appendUpload(mediaContextOf(deps), {
      ...callerOf(ctx, session),
      ...input.params,
      offset: numberOf(ctx, 'Upload-Offset'),
      checksum: checksumOf(ctx),
      bytes: ctx.req,
    });
    const { mediaId } = upload;
    return {
      headers: tusHeaders(upload),
      ...(mediaId === null ? {} : { location: `/api/v1/media/${mediaId}` }),
    };
  },
});

const end = sessionRoute({
  method: 'DELETE',
  path: `${PATH}/:id`,
  operationId: 'endUpload',
  tag: TAG,
  summary: 'End an upload',
  description: 'What has come of it is gone. The media file that it has become stays.',
  input: mediaInput,
  success: { status: 204, description: 'It is gone.' },
  errors: ['not-allowed', 'upload-not-found', 'upload-protocol'],
  handle: async ({ ctx, deps, session, input }) => {
    requireVersion(ctx);
    await endUpload(mediaContextOf(deps), { ...callerOf(ctx, session), ...input.params });
    return { headers: { 'Tus-Resumable': TUS_VERSION } };
  },
});

export const uploadRoutes: readonly Route[] = [begin, read, append, end];

function tusHeaders({ expiresAt, receivedBytes, sizeBytes }: StoredUpload): Record<string, string> {
  return {
    'Tus-Resumable': TUS_VERSION,
    'Upload-Offset': String(receivedBytes),
    'Upload-Length': String(sizeBytes),
    'Upload-Expires': new Date(expiresAt).toUTCString(),
  };
}

/** A program that says nothing is taken for one of this version. */
function requireVersion(ctx: Context): void {
  const version = ctx.get('Tus-Resumable');
  // A client of another version reads from it which one to speak.
  ctx.set('Tus-Version', TUS_VERSION);
  ctx.set('Tus-Resumable', TUS_VERSION);
  if (version === '' || version === TUS_VERSION) return;
  throw new AppError(
    'upload-protocol',
    `The upload speaks tus ${JSON.stringify(version.slice(0, 20))}, and this server ${TUS_VERSION}. Nothing was changed.`,
  );
}

function numberOf(ctx: Context, name: 'Upload-Length' | 'Upload-Offset'): number {
  const value = ctx.get(name);
  if (/^\d{1,15}$/.test(value)) return Number(value);
  throw badHeader(name, 'Expected a whole number of bytes.');
}

/** `key base64,key base64`: of other keys nothing is kept. */
function metadataOf(ctx: Context): { filename?: string; filetype?: string } {
  const found: { filename?: string; filetype?: string } = {};
  for (const pair of ctx.get('Upload-Metadata').split(',')) {
    const [key = '', value = ''] = pair.trim().split(' ');
    if (key === 'filename' || key === 'filetype') found[key] = decodeText(value).slice(0, 500);
  }
  return found;
}

function decodeText(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8').replaceAll('\0', '').toWellFormed();
}

const DIGEST_BYTES = { sha1: 20, sha256: 32 } as const;

function checksumOf(ctx: Context): Checksum | undefined {
  const value = ctx.get('Upload-Checksum');
  if (value === '') return undefined;
  const [, algorithm, base64 = ''] = /^(sha1|sha256) ([A-Za-z0-9+/]+=*)$/.exec(value) ?? [];
  const digest = Buffer.from(base64, 'base64');
  if ((algorithm === 'sha1' || algorithm === 'sha256') && digest.length === DIGEST_BYTES[algorithm])
    return { algorithm, digest };
  throw badHeader('Upload-Checksum', 'Expected `sha1` or `sha256`, a space, and the digest in Base64.');
}

function badHeader(name: string, message: string): AppError {
  const issues = [{ path: `header.${name}`, message }];
  return new AppError('invalid-input', `The header ${name} cannot be read; nothing was changed.`, { issues });
}

function notAPiece(): AppError {
  return new AppError(
    'unsupported-media-type',
    `A piece of an upload is sent with \`Content-Type: ${PIECE_TYPE}\`, and not compressed.`,
  );
}
