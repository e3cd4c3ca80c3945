import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from 'koa';
import { HttpMethodEnum, koaBody } from 'koa-body';
import { requirePermission } from '../../accounts/require-permission.ts';
import { AppError } from '../../errors.ts';
import { fileTooLarge } from '../../media/inspect-file.ts';
import type { ReceivedFile } from '../../media/media-context.ts';
import { storeError } from '../../media/disk-media-store.ts';
import { makeScratchFolder } from '../../media/scratch-files.ts';
import { newId } from '../../store/new-id.ts';
import type { MediaPlace } from '../api-deps.ts';
import type { Session } from '../authenticate.ts';
import { ArrivingFiles } from './arriving-files.ts';

/** As many as somebody drops at once; more are sent in further requests. */
const FILES_MAX = 20;
const FIELD = 'file';
const FORM_TYPE = 'multipart/form-data';

type Receiving = { media: MediaPlace; session: Session | null };

/** The files of a form are on this machine for as long as the work takes. Nobody sends any who may not upload. */
export async function receiveFiles(
  ctx: Context,
  { media, session }: Receiving,
  work: (files: ReceivedFile[]) => Promise<void>,
): Promise<void> {
  if (session !== null) requirePermission(session.actor, 'media.upload', { kind: 'installation' });
  if (ctx.is(FORM_TYPE) !== FORM_TYPE || ctx.get('Content-Encoding') !== '') {
    throw new AppError(
      'unsupported-media-type',
      'This address takes files in a form. Send them as `multipart/form-data`, in fields of the name `file`, not compressed.',
    );
  }
  await makeScratchFolder(media);
  const arriving = new ArrivingFiles();
  try {
    const files = await readForm(ctx, { media, arriving });
    await work(files);
  } finally {
    await arriving.remove();
  }
}

async function readForm(
  ctx: Context,
  { arriving, media }: { media: MediaPlace; arriving: ArrivingFiles },
): Promise<ReceivedFile[]> {
  const read = koaBody({
    multipart: true,
    json: false,
    text: false,
    urlencoded: false,
    patchNode: false,
    parsedMethods: [HttpMethodEnum.POST],
    formidable: {
      uploadDir: media.scratchFolder,
      // Nothing that the sender says comes into a path.
      filename: () => `form-${newId()}`,
      fileWriteStreamHandler: (file) =>
        arriving.open(join(media.scratchFolder, String(file?.toJSON().newFilename))),
      hashAlgorithm: 'sha256',
      allowEmptyFiles: true,
      minFileSize: 0,
      maxFiles: FILES_MAX,
      maxFileSize: media.limits.bytes,
      maxTotalFileSize: media.limits.bytes * FILES_MAX,
      maxFields: 1,
      maxFieldsSize: 1_024,
    },
  });
  try {
    await read(ctx, async () => {});
  } catch (error) {
    throw formError(error, media);
  }
  // They are listed as they became whole, and sent as they began.
  const began = arriving.paths();
  const files = Object.values(ctx.request.files ?? {})
    .flat()
    .toSorted((a, b) => began.indexOf(a.filepath) - began.indexOf(b.filepath));
  requireFiles([...namesIn(ctx.request.body), ...namesIn(ctx.request.files)]);
  for (const file of files) await requireWhole(file);
  return files.map(({ filepath, hash, mimetype, originalFilename, size }) => ({
    path: filepath,
    fileName: originalFilename ?? '',
    claimedType: mimetype,
    hash: String(hash),
    sizeBytes: size,
  }));
}

function namesIn(fields: unknown): string[] {
  return Object.keys(typeof fields === 'object' && fields !== null ? fields : {});
}

function requireFiles(names: readonly string[]): void {
  const name = names.find((one) => one !== FIELD);
  const issue =
    name === undefined
      ? { path: FIELD, message: 'Expected at least one file, in a field of this name.' }
      : { path: name, message: `Expected files in fields of the name "${FIELD}" alone.` };
  if (name !== undefined || names.length === 0)
    throw new AppError('invalid-input', 'The form cannot be accepted; nothing was stored.', {
      issues: [issue],
    });
}

/** formidable counts what it was sent, and may be done before it learns that the disk did not take the last of it. */
async function requireWhole({ filepath, size }: { filepath: string; size: number }): Promise<void> {
  const kept = await stat(filepath).catch(() => null);
  if (kept?.size === size) return;
  throw new AppError(
    'media-store-failed',
    `The file could not be kept: of ${size} bytes the disk took ${kept?.size ?? 0}. Nothing was stored; tell whoever runs this server, and send it again once that is mended.`,
  );
}

/** By the numbers that formidable gives what it refuses. */
const TOO_MANY_FILES = 1015;
const TOO_LARGE = new Set([1009, 1016]);

function formError(error: unknown, { limits }: MediaPlace): unknown {
  const cause = storeError(error);
  if (cause instanceof AppError) return cause;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code !== 'number') return error;
  if (TOO_LARGE.has(code)) return fileTooLarge(limits.bytes);
  const message =
    code === TOO_MANY_FILES
      ? `Expected at most ${FILES_MAX} files. Send the others in a further request.`
      : 'The form was cut off, or is not written as forms are. Send it again.';
  return new AppError('invalid-input', 'The form cannot be accepted; nothing was stored.', {
    issues: [{ path: 'file', message }],
    cause: error,
  });
}
