import type { Recording } from './recording.ts';

/** A file of hours in fragments has some thousands. Of one with more, those behind are not looked at. */
const PARTS_MAX = 20_000;
const CUT_OFF = 'it ends in the middle of what it says that it holds: it was cut off';

type Part = { name: string; start: number; end: number };
/** Null where no part can begin. */
type ReadPart = (recording: Recording, at: number) => Promise<(Part & { next: number }) | null>;
type Range = { from: number; to: number; readPart: ReadPart };

/** The parts of the range one after the other, up to the first one that does not fit into it. */
async function walk(
  recording: Recording,
  { from, readPart, to }: Range,
): Promise<{ parts: Part[]; isCut: boolean }> {
  const parts: Part[] = [];
  for (let at = from; at < to && parts.length < PARTS_MAX;) {
    const part = await readPart(recording, at);
    if (part === null || part.end > to) return { parts, isCut: true };
    parts.push(part);
    at = part.next;
  }
  return { parts, isCut: false };
}

function hasFilled(parts: readonly Part[], name: string): boolean {
  return parts.some((part) => part.name === name && part.end > part.start);
}

/** What was written to a pipe says its lengths like this. */
const UNKNOWN_LENGTH = 0xff_ff_ff_ff;

export async function damageOfWav(recording: Recording): Promise<string | null> {
  const { sizeBytes } = recording;
  const head = await recording.read(0, 12);
  if (head.length < 12) return CUT_OFF;
  const length = head.readUInt32LE(4);
  // The byte that fills up to an even length is often forgotten.
  if (length !== UNKNOWN_LENGTH && length + 8 > sizeBytes + 1) return CUT_OFF;
  const { isCut, parts } = await walk(recording, { from: 12, to: sizeBytes, readPart: riffPart });
  const format = parts.find(({ name }) => name === 'fmt ');
  // Programs leave all kinds of things behind the sound.
  if (format !== undefined && format.end - format.start >= 16 && hasFilled(parts, 'data')) return null;
  return isCut ? CUT_OFF : 'it has no sound in it';
}

const riffPart: ReadPart = async ({ read, sizeBytes }, at) => {
  const head = await read(at, 8);
  if (head.length < 8) return null;
  const length = head.readUInt32LE(4);
  const start = at + 8;
  const end = length === UNKNOWN_LENGTH ? sizeBytes : start + length;
  return { name: head.toString('latin1', 0, 4), start, end, next: end + (length % 2) };
};

export async function damageOfMp4(recording: Recording): Promise<string | null> {
  const { sizeBytes } = recording;
  const { isCut, parts } = await walk(recording, { from: 0, to: sizeBytes, readPart: box });
  if (isCut) return CUT_OFF;
  const index = parts.find(({ name }) => name === 'moov');
  if (index === undefined) return 'it lacks the index ("moov"), without which nothing of it can be played';
  const inner = await walk(recording, { from: index.start, to: index.end, readPart: box });
  if (inner.isCut || !hasFilled(inner.parts, 'mvhd') || !hasFilled(inner.parts, 'trak'))
    return 'its index ("moov") names no track';
  return hasFilled(parts, 'mdat') ? null : 'it has neither sound nor pictures ("mdat") in it';
}

const box: ReadPart = async ({ read, sizeBytes }, at) => {
  const head = await read(at, 16);
  if (head.length < 8) return null;
  const short = head.readUInt32BE(0);
  if (short === 1 && head.length < 16) return null;
  const isLong = short === 1;
  // Zero: up to the end of the file.
  const length = isLong ? Number(head.readBigUInt64BE(8)) : short === 0 ? sizeBytes - at : short;
  const start = at + (isLong ? 16 : 8);
  const end = at + length;
  return end < start ? null : { name: head.toString('latin1', 4, 8), start, end, next: end };
};

const SEGMENT = '18538067';
const CLUSTER = '1f43b675';
const TRACKS = '1654ae6b';

export async function damageOfWebm(recording: Recording): Promise<string | null> {
  const { sizeBytes } = recording;
  const { parts } = await walk(recording, { from: 0, to: Infinity, readPart: elementBefore(SEGMENT) });
  const segment = parts.find(({ name }) => name === SEGMENT);
  if (segment === undefined) return 'it has nothing ("Segment") behind its beginning';
  if (segment.end > sizeBytes) return CUT_OFF;
  const inner = await walk(recording, { from: segment.start, to: segment.end, readPart: element });
  if (inner.isCut) return CUT_OFF;
  if (!hasFilled(inner.parts, TRACKS)) return 'it names no track';
  return hasFilled(inner.parts, CLUSTER) ? null : 'it has neither sound nor pictures ("Cluster") in it';
}

/** What is recorded live has no length: it goes on up to the end of the file. */
const element: ReadPart = async ({ read, sizeBytes }, at) => {
  const head = await read(at, 12);
  const id = variableLength(head, 0);
  const size = id === null || id.length > 4 ? null : variableLength(head, id.length);
  if (id === null || size === null) return null;
  const start = at + id.length + size.length;
  const end = size.value === null ? sizeBytes : start + size.value;
  return { name: head.toString('hex', 0, id.length), start, end, next: end };
};

/** Nothing behind it is looked at. */
function elementBefore(last: string): ReadPart {
  return async (recording, at) => {
    const part = await element(recording, at);
    return part?.name === last ? { ...part, next: Infinity } : part;
  };
}

/** As many leading zero bits as bytes follow the first one. Null: there is none; a value of null: all bits are set, which means unknown. */
function variableLength(bytes: Buffer, at: number): { length: number; value: number | null } | null {
  const first = bytes[at] ?? 0;
  const length = Math.clz32(first) - 23;
  if (length > 8 || at + length > bytes.length) return null;
  let value = first & (0xff >> length);
  let isUnknown = value === 0xff >> length;
  for (const byte of bytes.subarray(at + 1, at + length)) {
    value = value * 256 + byte;
    isUnknown &&= byte === 0xff;
  }
  return { length, value: isUnknown ? null : value };
}
