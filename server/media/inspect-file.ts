import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { AppError } from '../errors.ts';
import { requireWholeRecording } from './check-recording.ts';
import { ALLOWED, detectType, HEAD_BYTES, type MediaType } from './detect-type.ts';
import type { MediaLimits, ReceivedFile } from './media-context.ts';

/** Where a ZIP archive says that it is one: at its end, wherever it begins. The comment behind it has at most 65,535 bytes. */
const ARCHIVE_TAIL_BYTES = 65_535 + 22;
const ARCHIVE_END = Buffer.from('PK\x05\x06', 'latin1');
/** PDF readers look for it in the last 1,024 bytes. */
const PDF_TAIL_BYTES = 1_024;
const PDF_END = Buffer.from('%%EOF', 'latin1');

/** What a file is. Refuses what is not taken, what was cut off, and what is two things at once. */
export async function inspectFile(
  { path, sizeBytes }: Pick<ReceivedFile, 'path' | 'sizeBytes'>,
  { bytes }: Pick<MediaLimits, 'bytes'>,
): Promise<MediaType> {
  if (sizeBytes > bytes) throw fileTooLarge(bytes);
  const handle = await open(path, 'r');
  try {
    const type = detectType(await readPart(handle, { start: 0, length: HEAD_BYTES }));
    if ('refused' in type) throw notTaken(type.refused);
    // Pictures are encoded anew: nothing of what is behind them stays.
    if (type.kind === 'picture') return type;
    await requireOneThing(handle, { sizeBytes, type });
    const read = (start: number, length: number): Promise<Buffer> => readPart(handle, { start, length });
    await requireWholeRecording({ sizeBytes, read }, type);
    return type;
  } finally {
    await handle.close();
  }
}

export function fileTooLarge(bytes: number): AppError {
  return new AppError(
    'file-too-large',
    `The file is larger than the ${Math.floor(bytes / 1_000_000)} MB that this server takes. Nothing was stored; make it smaller, or ask whoever runs the server.`,
  );
}

async function requireOneThing(
  handle: FileHandle,
  { sizeBytes, type }: { sizeBytes: number; type: MediaType },
): Promise<void> {
  const start = Math.max(0, sizeBytes - ARCHIVE_TAIL_BYTES);
  const tail = await readPart(handle, { start, length: ARCHIVE_TAIL_BYTES });
  if (tail.includes(ARCHIVE_END)) throw notTaken('It is an archive as well as what it begins as.');
  if (type.contentType !== 'application/pdf' || tail.subarray(-PDF_TAIL_BYTES).includes(PDF_END)) return;
  throw new AppError(
    'media-damaged',
    'The PDF has no end: it was cut off. Nothing was stored; save it anew, and send it again.',
  );
}

function notTaken(reason: string): AppError {
  return new AppError(
    'media-type-refused',
    `The file is not taken. ${reason} Nothing was stored. Taken are ${ALLOWED}.`,
  );
}

async function readPart(
  handle: FileHandle,
  { length, start }: { start: number; length: number },
): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  for (;;) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, start + filled);
    filled += bytesRead;
    if (bytesRead === 0 || filled === length) return buffer.subarray(0, filled);
  }
}
