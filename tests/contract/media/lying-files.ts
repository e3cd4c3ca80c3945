import { deflateSync } from 'node:zlib';
import { animationBytes, PDF_BYTES, pictureBytes } from '../../support/media/pictures.ts';
import { chunk, png, type HostileFile } from './hostile-files.ts';

/** Files that end too early, and files whose parts say that they are of another length, or that there are more of them, than is there. */
export async function lyingFiles(): Promise<HostileFile[]> {
  return [...(await cutFiles()), ...(await wrongLengths()), ...(await wrongNumbers()), ...otherBeginnings()];
}

const DAMAGED = ['media-damaged'];
const FORMATS = ['jpeg', 'png', 'webp', 'gif', 'avif'] as const;
/** As far as each still begins as what it is. */
const PARTS = [0.02, 0.1, 0.3, 0.7, 0.9] as const;

async function cutFiles(): Promise<HostileFile[]> {
  const cut = await Promise.all(
    FORMATS.map(async (format) => {
      const bytes = await pictureBytes({ format, width: 900, height: 700 });
      const short = [4, 8, 12, 20, 40].map((length) => ({
        name: `first-${length}.${format}`,
        bytes: bytes.subarray(0, length),
        ends: [...DAMAGED, 'media-type-refused'],
      }));
      const parts = PARTS.map((part) => ({
        name: `part-${part}.${format}`,
        bytes: bytes.subarray(0, Math.floor(bytes.length * part)),
        ends: part < 0.05 ? [...DAMAGED, 'media-type-refused'] : DAMAGED,
      }));
      // Of some formats the last byte says nothing but that it is the last one.
      const last = { name: `but-one.${format}`, bytes: bytes.subarray(0, -1), ends: [...DAMAGED, 'taken'] };
      return [short, parts, last].flat();
    }),
  );
  const moving = await Promise.all(
    (['gif', 'webp'] as const).map(async (format) => {
      const bytes = await animationBytes(format, 12);
      return [0.3, 0.6, 0.9].map((part) => ({
        name: `moving-${part}.${format}`,
        bytes: bytes.subarray(0, Math.floor(bytes.length * part)),
        // What ends between two frames is an animation of the frames before.
        ends: [...DAMAGED, 'taken'],
      }));
    }),
  );
  const papers = [5, 20, 60, PDF_BYTES.length - 7].map((length) => ({
    name: `first-${length}.pdf`,
    bytes: PDF_BYTES.subarray(0, length),
    ends: DAMAGED,
  }));
  return [...cut.flat(), ...moving.flat(), ...papers];
}

async function wrongLengths(): Promise<HostileFile[]> {
  const bounded = [...DAMAGED, 'picture-too-large', 'taken'];
  const webp = await pictureBytes({ format: 'webp', width: 300, height: 200 });
  const jpeg = await pictureBytes({ width: 300, height: 200 });
  const avif = await pictureBytes({ format: 'avif', width: 300, height: 200 });
  const data = chunk('IDAT', deflateSync(Buffer.alloc(65 * 64)));
  const most = 0xff_ff_ff_ff;
  return [
    { name: 'riff-long.webp', bytes: patched(webp, { at: 4, value: most, isLittle: true }), ends: bounded },
    { name: 'riff-short.webp', bytes: patched(webp, { at: 4, value: 4, isLittle: true }), ends: bounded },
    { name: 'part-long.webp', bytes: patched(webp, { at: 16, value: most, isLittle: true }), ends: bounded },
    {
      name: 'chunk-long.png',
      bytes: png(64, 64, [patched(data, { at: 0, value: 0x7f_ff_ff_ff })]),
      ends: DAMAGED,
    },
    { name: 'chunk-short.png', bytes: png(64, 64, [patched(data, { at: 0, value: 3 })]), ends: DAMAGED },
    {
      name: 'sum.png',
      bytes: png(64, 64, [patched(data, { at: data.length - 4, value: 0 })]),
      ends: bounded,
    },
    { name: 'nothing-in.png', bytes: png(64, 64, []), ends: DAMAGED },
    { name: 'no-pixels.png', bytes: png(0, 0, [data]), ends: [...DAMAGED, 'picture-too-large'] },
    { name: 'segment-long.jpg', bytes: withSegment(jpeg, { length: 0xff_ff, bytes: 8 }), ends: DAMAGED },
    { name: 'segment-short.jpg', bytes: withSegment(jpeg, { length: 0, bytes: 8 }), ends: bounded },
    {
      name: 'box-long.avif',
      bytes: patched(avif, { at: avif.indexOf('meta') - 4, value: most }),
      ends: DAMAGED,
    },
    {
      name: 'box-none.avif',
      bytes: patched(avif, { at: avif.indexOf('iprp') - 4, value: 1 }),
      ends: DAMAGED,
    },
  ];
}

type Patch = { at: number; value: number; isLittle?: boolean };

function patched(bytes: Buffer, { at, isLittle = false, value }: Patch): Buffer {
  const changed = Buffer.from(bytes);
  if (isLittle) changed.writeUInt32LE(value, at);
  else changed.writeUInt32BE(value, at);
  return changed;
}

/** With something behind its beginning that says of itself that it is so long. */
function withSegment(jpeg: Buffer, { bytes, length }: { length: number; bytes: number }): Buffer {
  const head = Buffer.from([0xff, 0xe1, length >> 8, length & 0xff]);
  return Buffer.concat([jpeg.subarray(0, 2), head, Buffer.alloc(bytes), jpeg.subarray(2)]);
}

async function wrongNumbers(): Promise<HostileFile[]> {
  const frame = (await pictureBytes({ format: 'webp', width: 16, height: 16 })).subarray(12);
  const tooLarge = ['picture-too-large'];
  return [
    {
      name: 'canvas.webp',
      bytes: movingWebp({ side: 16_384, frames: 50, frame }),
      ends: [...tooLarge, ...DAMAGED],
    },
    { name: 'frames.webp', bytes: movingWebp({ side: 2_000, frames: 900, frame }), ends: tooLarge },
    { name: 'many.webp', bytes: movingWebp({ side: 16, frames: 20_000, frame }), ends: tooLarge },
    {
      name: 'tall.png',
      bytes: png(1, 1_000_000, [chunk('IDAT', deflateSync(Buffer.alloc(2_000_000)))]),
      ends: tooLarge,
    },
    {
      name: 'layers.png',
      bytes: png(16, 16, many(30_000, chunk('tEXt', Buffer.from('a\0b')))),
      ends: [...DAMAGED, 'taken'],
    },
  ];
}

function many(count: number, one: Buffer): Buffer[] {
  return [...Array.from({ length: count }, () => one), chunk('IDAT', deflateSync(Buffer.alloc(17 * 16)))];
}

/** Each frame is the same small picture; the canvas is as large as it says. */
function movingWebp({ frame, frames, side }: { side: number; frames: number; frame: Buffer }): Buffer {
  const canvas = Buffer.alloc(10);
  canvas[0] = 0b0000_0010;
  canvas.writeUIntLE(side - 1, 4, 3);
  canvas.writeUIntLE(side - 1, 7, 3);
  const place = Buffer.alloc(16);
  place.writeUIntLE(15, 6, 3);
  place.writeUIntLE(15, 9, 3);
  place.writeUIntLE(10, 12, 3);
  const one = riffPart('ANMF', Buffer.concat([place, frame]));
  const parts = [
    riffPart('VP8X', canvas),
    riffPart('ANIM', Buffer.alloc(6)),
    ...Array.from({ length: frames }, () => one),
  ];
  return riffPart('RIFF', Buffer.concat([Buffer.from('WEBP'), ...parts]));
}

function riffPart(name: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(data.length);
  return Buffer.concat([Buffer.from(name), length, data, Buffer.alloc(data.length % 2)]);
}

/** What is called a picture, and begins as something else. */
function otherBeginnings(): HostileFile[] {
  const beginnings: Record<string, Buffer> = {
    tiff: Buffer.from('II*\0\x08\0\0\0\0\0', 'latin1'),
    'tiff-large': Buffer.from('MM\0+\0\x08\0\0', 'latin1'),
    bmp: Buffer.from('BM\0\0\0\0', 'latin1'),
    heic: Buffer.from('\0\0\0\x18ftypheic\0\0\0\0', 'latin1'),
    jxl: Buffer.from('\xff\x0a', 'latin1'),
    ico: Buffer.from('\0\0\x01\0\x01\0', 'latin1'),
    psd: Buffer.from('8BPS\0\x01', 'latin1'),
    elf: Buffer.from('\x7fELF', 'latin1'),
    'late-jpeg': Buffer.from(' \xff\xd8\xff\xe0', 'latin1'),
  };
  return Object.entries(beginnings).map(([name, head]) => ({
    name: `${name}.jpg`,
    bytes: Buffer.concat([head, Buffer.alloc(3_000)]),
    ends: ['media-type-refused'],
  }));
}
