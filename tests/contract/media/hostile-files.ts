import { crc32, deflateSync, gzipSync } from 'node:zlib';
import { RECORDINGS } from '../../support/media/recordings.ts';
import { animationBytes, PDF_BYTES, pictureBytes } from '../../support/media/pictures.ts';

/** What each has to end in; `taken` may not keep anything of the marker. */
export type HostileFile = { name: string; bytes: Buffer; ends: readonly string[] };

export const MARKER = 'alert(document.domain)';
const SCRIPT = `<script>${MARKER}</script>`;
const MEGABYTE = 1024 * 1024;
/** The beginning and the end of an archive with nothing in it. */
const ZIP = Buffer.concat([
  Buffer.from('PK\x03\x04', 'latin1'),
  Buffer.from('PK\x05\x06', 'latin1'),
  Buffer.alloc(18),
]);

/** Made here, each by what it is meant to do. */
export async function hostileFiles(): Promise<HostileFile[]> {
  return [
    ...(await cutOffFiles()),
    ...(await bombs()),
    ...(await twoThingsAtOnce()),
    ...svgs(),
    ...otherThings(),
  ];
}

async function cutOffFiles(): Promise<HostileFile[]> {
  const formats = ['jpeg', 'png', 'webp', 'gif', 'avif'] as const;
  const cut = await Promise.all(
    formats.map(async (format) => {
      const bytes = await pictureBytes({ format, width: 600, height: 400 });
      const half = bytes.subarray(0, Math.floor(bytes.length / 2));
      return [
        { name: `half.${format}`, bytes: half, ends: ['media-damaged'] },
        {
          name: `head.${format}`,
          bytes: bytes.subarray(0, 14),
          ends: ['media-damaged', 'media-type-refused'],
        },
        {
          name: `garbage.${format}`,
          bytes: Buffer.concat([bytes.subarray(0, 24), Buffer.alloc(5_000, 0xa5)]),
          ends: ['media-damaged', 'picture-too-large'],
        },
      ];
    }),
  );
  return [
    ...cut.flat(),
    { name: 'nothing.jpg', bytes: Buffer.alloc(0), ends: ['media-type-refused'] },
    { name: 'half.pdf', bytes: PDF_BYTES.subarray(0, 40), ends: ['media-damaged'] },
  ];
}

const TOO_LARGE = ['picture-too-large'];

async function bombs(): Promise<HostileFile[]> {
  const zeros = deflateSync(Buffer.alloc(300 * MEGABYTE), { level: 9 });
  const jpeg = await pictureBytes({ width: 64, height: 64 });
  const avif = await pictureBytes({ format: 'avif', width: 64, height: 64 });
  const bounded = ['taken', 'media-damaged'];
  return [
    { name: 'square.png', bytes: png(48_000, 48_000, [chunk('IDAT', zeros)]), ends: TOO_LARGE },
    {
      name: 'most.png',
      bytes: png(2 ** 31 - 1, 2 ** 31 - 1, [chunk('IDAT', zeros)]),
      ends: [...TOO_LARGE, 'media-damaged'],
    },
    { name: 'line.png', bytes: png(100_000, 1, [chunk('IDAT', zeros)]), ends: TOO_LARGE },
    // Small by its header, and hundreds of megabytes behind it.
    { name: 'deep.png', bytes: png(64, 64, [chunk('IDAT', zeros)]), ends: bounded },
    {
      name: 'text.png',
      bytes: png(64, 64, [
        chunk('zTXt', Buffer.concat([Buffer.from('Comment\0\0'), zeros])),
        chunk('iCCP', Buffer.concat([Buffer.from('profile\0\0'), zeros])),
        chunk('IDAT', deflateSync(Buffer.alloc(65 * 64))),
      ]),
      ends: bounded,
    },
    { name: 'claims.jpg', bytes: withJpegSize(jpeg, 65_000), ends: TOO_LARGE },
    { name: 'claims.webp', bytes: losslessWebp(16_383, 16_383), ends: TOO_LARGE },
    { name: 'claims.avif', bytes: withAvifSize(avif, 60_000), ends: [...TOO_LARGE, 'media-damaged'] },
    { name: 'canvas.gif', bytes: gif({ width: 60_000, height: 60_000, frames: 1 }), ends: TOO_LARGE },
    { name: 'frames.gif', bytes: gif({ width: 4_000, height: 4_000, frames: 900 }), ends: TOO_LARGE },
    { name: 'many.gif', bytes: gif({ width: 2, height: 2, frames: 20_000 }), ends: TOO_LARGE },
  ];
}

async function behind(format: 'jpeg' | 'png' | 'gif' | 'webp', more: Buffer | string): Promise<Buffer> {
  return Buffer.concat([await pictureBytes({ format }), Buffer.from(more as string)]);
}

async function twoThingsAtOnce(): Promise<HostileFile[]> {
  const refused = ['media-type-refused'];
  const cleaned = ['taken'];
  const animation = await animationBytes('gif');
  return [
    {
      name: 'script.gif',
      bytes: Buffer.from(`GIF89a/*${SCRIPT}*/=1;${MARKER}`),
      ends: ['media-damaged', ...TOO_LARGE],
    },
    { name: 'script-behind.gif', bytes: await behind('gif', `;${MARKER}`), ends: cleaned },
    { name: 'comment.gif', bytes: withGifComment(animation, SCRIPT), ends: cleaned },
    { name: 'page.jpg', bytes: withJpegComment(await pictureBytes(), SCRIPT), ends: cleaned },
    { name: 'page-behind.png', bytes: await behind('png', SCRIPT), ends: cleaned },
    {
      name: 'text-chunk.png',
      bytes: png(8, 8, [
        chunk('tEXt', Buffer.from(`Title\0${SCRIPT}`)),
        chunk('IDAT', deflateSync(Buffer.alloc(9 * 8))),
      ]),
      ends: cleaned,
    },
    { name: 'archive-behind.jpg', bytes: await behind('jpeg', ZIP), ends: cleaned },
    { name: 'archive.pdf', bytes: Buffer.concat([PDF_BYTES, ZIP]), ends: refused },
    {
      name: 'archive.mp3',
      bytes: Buffer.concat([RECORDINGS.mp3, ZIP]),
      ends: refused,
    },
    { name: 'page.pdf', bytes: Buffer.concat([Buffer.from(`<html>${SCRIPT}`), PDF_BYTES]), ends: refused },
    { name: 'late.pdf', bytes: Buffer.concat([Buffer.from('\n\n'), PDF_BYTES]), ends: refused },
  ];
}

/** None is taken, however it begins. */
function svgs(): HostileFile[] {
  const root = '<svg xmlns="http://www.w3.org/2000/svg"';
  const forms: Record<string, string | Buffer> = {
    plain: `${root}>${SCRIPT}</svg>`,
    onload: `${root} onload="${MARKER}"/>`,
    prolog: `\ufeff<?xml version="1.0"?>\n<!-- ${'x'.repeat(500)} -->\n${root}><a href="javascript:${MARKER}"/></svg>`,
    entities: `<!DOCTYPE svg [<!ENTITY a "${'b'.repeat(1_000)}"><!ENTITY c "${'&a;'.repeat(1_000)}">]>${root}>&c;</svg>`,
    external: `<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>${root}><text>&x;</text></svg>`,
    foreign: `${root}><foreignObject><iframe src="javascript:${MARKER}"/></foreignObject></svg>`,
    prefixed: `<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:script>${MARKER}</s:script></s:svg>`,
    capitals: `<SVG onload=${MARKER}>`,
    late: `${' '.repeat(10_000)}${root}>${SCRIPT}</svg>`,
    wide: Buffer.from(`\ufeff${root}>${SCRIPT}</svg>`, 'utf16le'),
    packed: gzipSync(`${root}>${SCRIPT}</svg>`),
  };
  return Object.entries(forms).map(([name, text]) => ({
    name: `${name}.svg`,
    bytes: Buffer.from(text as string),
    ends: ['media-type-refused'],
  }));
}

function otherThings(): HostileFile[] {
  const refused = ['media-type-refused'];
  return [
    { name: 'page.jpg.html', bytes: Buffer.from(`<!doctype html>${SCRIPT}`), ends: refused },
    {
      name: 'bomb.zip',
      bytes: Buffer.concat([ZIP, deflateSync(Buffer.alloc(20 * MEGABYTE)), ZIP]),
      ends: refused,
    },
    { name: 'packed.jpg', bytes: gzipSync(Buffer.alloc(20 * MEGABYTE)), ends: refused },
    { name: 'program.png', bytes: Buffer.from('MZ\x90\0', 'latin1'), ends: refused },
    { name: 'script.jpg', bytes: Buffer.from('#!/bin/sh\nrm -rf /'), ends: refused },
    { name: 'text.gif', bytes: Buffer.from('GIF'), ends: refused },
    { name: 'postscript.png', bytes: Buffer.from('%!PS\n(%pipe%id) (w) file'), ends: refused },
    {
      name: 'magick.jpg',
      bytes: Buffer.from('push graphic-context\nfill url(https://x"|ls")'),
      ends: refused,
    },
    { name: 'random.webp', bytes: Buffer.alloc(5_000, 0x5a), ends: refused },
    { name: 'riff.webp', bytes: Buffer.from('RIFF\x04\0\0\0WEBP', 'latin1'), ends: ['media-damaged'] },
  ];
}

export function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** Eight bits of grey a pixel. */
export function png(width: number, height: number, chunks: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), ...chunks, chunk('IEND', Buffer.alloc(0))]);
}

function withJpegSize(bytes: Buffer, side: number): Buffer {
  const changed = Buffer.from(bytes);
  const at =
    [0xc0, 0xc2].map((kind) => changed.indexOf(Buffer.from([0xff, kind]))).find((found) => found > 0) ?? 0;
  changed.writeUInt16BE(side, at + 5);
  changed.writeUInt16BE(side, at + 7);
  return changed;
}

function withJpegComment(bytes: Buffer, text: string): Buffer {
  const head = Buffer.from([0xff, 0xfe, 0, text.length + 2]);
  return Buffer.concat([bytes.subarray(0, 2), head, Buffer.from(text), bytes.subarray(2), Buffer.from(text)]);
}

/** Before the end of the file. */
function withGifComment(bytes: Buffer, text: string): Buffer {
  const comment = Buffer.concat([
    Buffer.from([0x21, 0xfe, text.length]),
    Buffer.from(text),
    Buffer.from([0]),
  ]);
  return Buffer.concat([bytes.subarray(0, -1), comment, bytes.subarray(-1)]);
}

function withAvifSize(bytes: Buffer, side: number): Buffer {
  const changed = Buffer.from(bytes);
  const at = changed.indexOf('ispe', 0, 'latin1');
  changed.writeUInt32BE(side, at + 8);
  changed.writeUInt32BE(side, at + 12);
  return changed;
}

/** The header of a lossless WebP, and nothing of a picture behind it. */
function losslessWebp(width: number, height: number): Buffer {
  const data = Buffer.alloc(64);
  data[0] = 0x2f;
  data.writeUInt32LE(((width - 1) | ((height - 1) << 14)) >>> 0, 1);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(data.length);
  const body = Buffer.concat([Buffer.from('WEBPVP8L'), size, data]);
  const whole = Buffer.alloc(4);
  whole.writeUInt32LE(body.length);
  return Buffer.concat([Buffer.from('RIFF'), whole, body]);
}

/** Each frame has the size of the canvas, and data for one pixel. */
function gif({ frames, height, width }: { width: number; height: number; frames: number }): Buffer {
  const screen = Buffer.alloc(7);
  screen.writeUInt16LE(width, 0);
  screen.writeUInt16LE(height, 2);
  screen[4] = 0x80;
  const colours = Buffer.from([0, 0, 0, 255, 255, 255]);
  const frame = Buffer.from([0x2c, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 0x44, 1, 0]);
  frame.writeUInt16LE(width, 5);
  frame.writeUInt16LE(height, 7);
  const all = Array.from({ length: frames }, () => frame);
  return Buffer.concat([Buffer.from('GIF89a'), screen, colours, ...all, Buffer.from([0x3b])]);
}
