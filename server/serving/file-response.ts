import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { Stats } from 'node:fs';
import type { Context } from 'koa';
import mime from 'mime';
import { namedAs } from '../api/media/file-headers.ts';
import { parseRange } from '../api/byte-range.ts';

/** Pages are read in one go; what is larger is streamed. */
const READ_WHOLE_MAX_BYTES = 128 * 1024;

/** In the order we prefer them: Brotli is the smaller one. */
const ENCODINGS = [
  { name: 'br', extension: '.br' },
  { name: 'gzip', extension: '.gz' },
] as const;

export type OpenFile = { handle: FileHandle; stats: Stats };

/**
 * The file, opened; null where there is no such file. All that is said about it comes from the open descriptor: what
 * happens to its name afterwards cannot tear the response.
 */
export async function openFile(path: string): Promise<OpenFile | 'folder' | null> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  try {
    const stats = await handle.stat();
    if (stats.isFile()) return { handle, stats };
    await handle.close();
    return stats.isDirectory() ? 'folder' : null;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

const MISSING = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'EISDIR']);

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && MISSING.has(String(error.code));
}

export type FileAnswer = {
  path: string;
  status?: number;
  cacheControl: string;
  contentType?: string | undefined;
  /** By which people save it. */
  fileName?: string | undefined;
};

/** Answers with the file, or does nothing and says so with false where it is missing. Closes what it opens. */
export async function answerWithFile(ctx: Context, answer: FileAnswer): Promise<boolean> {
  const contentType = answer.contentType ?? contentTypeOf(answer.path);
  const encoded = isText(contentType) ? await openEncoded(ctx, answer.path) : null;
  const file = encoded?.file ?? (await openFile(answer.path));
  if (file === null || file === 'folder') return false;
  try {
    ctx.status = answer.status ?? 200;
    ctx.set('Content-Type', contentType);
    ctx.set('Cache-Control', answer.cacheControl);
    if (answer.fileName !== undefined)
      ctx.set('Content-Disposition', dispositionOf(answer.fileName, contentType));
    if (isText(contentType)) ctx.vary('Accept-Encoding');
    if (encoded !== null) ctx.set('Content-Encoding', encoded.encoding);
    await answerWithBytes(ctx, file);
    return true;
  } catch (error) {
    await file.handle.close();
    throw error;
  }
}

/** What a browser shows or plays by itself and runs nothing of; everything else is saved. */
const SHOWN = /^(?:image\/(?!svg)|audio\/|video\/|application\/pdf$)/;

function dispositionOf(fileName: string, contentType: string): string {
  return `${SHOWN.test(contentType) ? 'inline' : 'attachment'}; ${namedAs(fileName)}`;
}

function contentTypeOf(path: string): string {
  const type = mime.getType(path) ?? 'application/octet-stream';
  return isText(type) ? `${type}; charset=utf-8` : type;
}

function isText(type: string): boolean {
  return /^text\/|^application\/(?:.*\+)?(?:json|xml|javascript)\b|\+xml\b/.test(type);
}

async function openEncoded(ctx: Context, path: string): Promise<{ encoding: string; file: OpenFile } | null> {
  for (const { name, extension } of ENCODINGS) {
    if (ctx.acceptsEncodings(name) !== name) continue;
    const file = await openFile(path + extension);
    if (file !== null && file !== 'folder') return { encoding: name, file };
  }
  return null;
}

async function answerWithBytes(ctx: Context, file: OpenFile): Promise<void> {
  const { handle, stats } = file;
  // A page that stands for an error has no version of its own to be fresh or to be resumed.
  const isPlainAnswer = ctx.status === 200;
  if (isPlainAnswer) {
    ctx.set('ETag', entityTag(stats));
    ctx.set('Accept-Ranges', 'bytes');
    if (ctx.fresh) {
      ctx.status = 304;
      return handle.close();
    }
  }
  const range = isPlainAnswer ? requestedRange(ctx, stats.size) : null;
  if (range === 'unsatisfiable') {
    ctx.status = 416;
    ctx.set('Content-Range', `bytes */${stats.size}`);
    ctx.remove('Content-Encoding');
    ctx.body = '';
    return handle.close();
  }
  const start = range?.start ?? 0;
  const end = range?.end ?? stats.size - 1;
  if (range !== null) {
    ctx.status = 206;
    ctx.set('Content-Range', `bytes ${start}-${end}/${stats.size}`);
  }
  return writeBody(ctx, { handle, start, length: end - start + 1 });
}

/** What nginx makes of the same file, so that a cache can be revalidated by either. */
export function entityTag({ mtimeMs, size }: Pick<Stats, 'mtimeMs' | 'size'>): string {
  return `"${Math.floor(mtimeMs / 1000).toString(16)}-${size.toString(16)}"`;
}

function requestedRange(ctx: Context, sizeBytes: number): ReturnType<typeof parseRange> {
  const ifRange = ctx.get('If-Range');
  if (ifRange !== '' && ifRange !== ctx.response.get('ETag')) return null;
  return parseRange(ctx.get('Range'), sizeBytes);
}

type Slice = { handle: FileHandle; start: number; length: number };

async function writeBody(ctx: Context, { handle, start, length }: Slice): Promise<void> {
  if (ctx.method === 'HEAD') {
    ctx.length = length;
    return handle.close();
  }
  if (length > READ_WHOLE_MAX_BYTES) {
    // The stream closes the descriptor, and Koa destroys the stream when the visitor goes away.
    ctx.body = handle.createReadStream({ start, end: start + length - 1 });
    ctx.length = length;
    return undefined;
  }
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await handle.read(bytes, 0, length, start);
  if (bytesRead !== length)
    throw new Error(`A file of the live tree shrank while it was read (${bytesRead} of ${length})`);
  ctx.body = bytes;
  return handle.close();
}
