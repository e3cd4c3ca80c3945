import { createHash } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { finished } from 'node:stream/promises';

/** What is sent from a file never is in memory as a whole. `start`: of a part of it. */
export type ObjectBytes = { bytes: Uint8Array } | FileBytes;

type FileBytes = { path: string; size: number; start?: number };

export function sizeOf(body: ObjectBytes): number {
  return 'bytes' in body ? body.bytes.length : body.size;
}

/** Every service refuses a body that this does not fit: bytes that a network garbles never become public. */
export async function md5Of(body: ObjectBytes): Promise<string> {
  const hash = createHash('md5');
  if ('bytes' in body) return hash.update(body.bytes).digest('base64');
  if (body.size === 0) return hash.digest('base64');
  const stream = readFrom(body);
  stream.on('data', (part) => hash.update(part));
  await finished(stream);
  return hash.digest('base64');
}

/** A file that cannot be read any more ends the request at once. */
export async function withBody<T>(
  body: ObjectBytes,
  send: (body: Uint8Array | ReadStream) => Promise<T>,
): Promise<T> {
  if ('bytes' in body) return await send(body.bytes);
  if (body.size === 0) return await send(new Uint8Array());
  const stream = readFrom(body);
  const broken = Promise.withResolvers<never>();
  stream.on('error', broken.reject);
  try {
    return await Promise.race([send(stream), broken.promise]);
  } finally {
    stream.destroy();
  }
}

function readFrom({ path, size, start = 0 }: FileBytes): ReadStream {
  return createReadStream(path, { start, end: start + size - 1 });
}
