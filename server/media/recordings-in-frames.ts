import type { Recording } from './recording.ts';
import { isMpegFrame } from './detect-type.ts';

const CUT_OFF = 'it was cut off';
const NO_SOUND = 'it has no sound in it';

/** As far behind the tag as the first frame is looked for: programs fill up with zeros. */
const MP3_SEARCH_BYTES = 64 * 1024;
const MP3_FRAME_MAX_BYTES = 1_441;
/** A picture or two are in one of them; files with several tags one behind the other are rare. */
const TAGS_MAX = 8;

/** No length is said of all of it, but by what many programs write into the first frame. */
export async function damageOfMp3(recording: Recording): Promise<string | null> {
  const { read, sizeBytes } = recording;
  const from = await endOfTags(recording);
  if (from > sizeBytes) return CUT_OFF;
  const part = await read(from, MP3_SEARCH_BYTES);
  for (let at = part.indexOf(0xff); at !== -1; at = part.indexOf(0xff, at + 1)) {
    const first = mpegFrame(part.subarray(at));
    const second = first && mpegFrame(part.subarray(at + first.bytes));
    if (!first || !second || first.kind !== second.kind) continue;
    const left = sizeBytes - from - at;
    return saidBytes(part.subarray(at, at + first.bytes)) > left + MP3_FRAME_MAX_BYTES ? CUT_OFF : null;
  }
  return NO_SOUND;
}

async function endOfTags({ read }: Recording): Promise<number> {
  let at = 0;
  for (let tags = 0; tags < TAGS_MAX; tags += 1) {
    const head = await read(at, 10);
    if (head.length < 10 || head.toString('latin1', 0, 3) !== 'ID3') return at;
    const [, , , , , flags = 0, ...sizes] = head;
    // Seven bits of each byte.
    at += 10 + sizes.reduce((size, byte) => size * 128 + (byte & 0x7f), 0) + ((flags & 0x10) === 0 ? 0 : 10);
  }
  return at;
}

const KBITS_OF_VERSION_1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const KBITS_OF_VERSION_2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const HERTZ = [44_100, 48_000, 32_000];

/** `kind` is what all frames of a sound have in common. */
function mpegFrame(bytes: Buffer): { bytes: number; kind: number } | null {
  if (bytes.length < 4 || !isMpegFrame(bytes)) return null;
  const [, second = 0, third = 0] = bytes;
  const version = (second >> 3) & 0b11;
  const isFirst = version === 0b11;
  const kbits = (isFirst ? KBITS_OF_VERSION_1 : KBITS_OF_VERSION_2)[third >> 4] ?? 0;
  const hertz = (HERTZ[(third >> 2) & 0b11] ?? 0) / (isFirst ? 1 : version === 0b10 ? 2 : 4);
  const padding = (third >> 1) & 1;
  const length = Math.floor(((isFirst ? 144 : 72) * kbits * 1_000) / hertz) + padding;
  return { bytes: length, kind: (second & 0b1111_1110) * 256 + (third & 0b0000_1100) };
}

/** How many bytes the first frame says that the sound has; 0 where it says nothing. */
function saidBytes(frame: Buffer): number {
  const at = Math.max(frame.indexOf('Xing', 0, 'latin1'), frame.indexOf('Info', 0, 'latin1'));
  if (at < 4 || at > 36 || at + 16 > frame.length) return 0;
  const flags = frame.readUInt32BE(at + 4);
  if ((flags & 0b10) === 0) return 0;
  return frame.readUInt32BE(at + ((flags & 0b1) === 0 ? 8 : 12));
}

const OGG_PAGE_MAX_BYTES = 27 + 255 + 255 * 255;
const OGG_LAST_PAGE = 0b100;

/** Each page has a sum, and the last one says that it is. */
export async function damageOfOgg({ read, sizeBytes }: Recording): Promise<string | null> {
  const first = await read(0, OGG_PAGE_MAX_BYTES);
  const length = oggPageLength(first);
  if (length === null || length > first.length) return CUT_OFF;
  if (!isOggSumRight(first.subarray(0, length))) return 'its first page is not what was written';
  const tail = await read(Math.max(length, sizeBytes - OGG_PAGE_MAX_BYTES), OGG_PAGE_MAX_BYTES);
  for (let at = tail.lastIndexOf('OggS'); at !== -1; at = at === 0 ? -1 : tail.lastIndexOf('OggS', at - 1)) {
    const page = tail.subarray(at);
    if (oggPageLength(page) !== page.length || !isOggSumRight(page)) continue;
    return ((page[5] ?? 0) & OGG_LAST_PAGE) === 0 ? CUT_OFF : null;
  }
  return CUT_OFF;
}

function oggPageLength(page: Buffer): number | null {
  const segments = page[26] ?? 0;
  if (page.length < 27 + segments) return null;
  return page.subarray(27, 27 + segments).reduce((sum, length) => sum + length, 27 + segments);
}

function isOggSumRight(page: Buffer): boolean {
  let sum = 0;
  for (const [at, byte] of page.entries()) {
    const isOfSum = at >= 22 && at < 26;
    sum = ((sum << 8) ^ (OGG_SUMS[(sum >>> 24) ^ (isOfSum ? 0 : byte)] ?? 0)) >>> 0;
  }
  return sum === page.readUInt32LE(22);
}

/** CRC-32 as Ogg has it: from the highest bit down, beginning with zero. */
const OGG_SUMS = Array.from({ length: 256 }, (_, byte) => {
  let sum = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) sum = sum < 0 ? (sum << 1) ^ 0x04_c1_1d_b7 : sum << 1;
  return sum >>> 0;
});

/** A cover or two, a list of chapters. */
const FLAC_BLOCKS_MAX = 1_000;
const FLAC_STREAM_INFO = 0;

export async function damageOfFlac({ read, sizeBytes }: Recording): Promise<string | null> {
  let at = 4;
  for (let blocks = 0; blocks < FLAC_BLOCKS_MAX; blocks += 1) {
    const head = await read(at, 4);
    if (head.length < 4) return CUT_OFF;
    const [first = 0] = head;
    const length = head.readUIntBE(1, 3);
    if (blocks === 0 && ((first & 0x7f) !== FLAC_STREAM_INFO || length !== 34))
      return 'it does not say what sound it is ("STREAMINFO")';
    at += 4 + length;
    if (at > sizeBytes) return CUT_OFF;
    if (first >> 7 === 1) return isFlacFrame(await read(at, 4)) ? null : NO_SOUND;
  }
  return NO_SOUND;
}

/** Fourteen bits, then a length of the block and a frequency that there are. */
function isFlacFrame(head: Buffer): boolean {
  const [first = 0, second = 0, third = 0] = head;
  return first === 0xff && second >> 1 === 0b111_1100 && third >> 4 !== 0 && (third & 0x0f) !== 0x0f;
}
