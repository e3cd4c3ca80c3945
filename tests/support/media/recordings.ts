/** 128 kbit/s at 44.1 kHz. */
const MP3_FRAME = Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x64]), Buffer.alloc(413)]);

/** Sounds and videos that are short, and whole. */
export const RECORDINGS = {
  wav: wavBytes(),
  mp3: mp3Bytes(),
  ogg: oggBytes(),
  flac: flacBytes(),
  m4a: mp4Bytes('M4A '),
  mp4: mp4Bytes('isom'),
  webm: webmBytes(),
};

export function wavBytes(samples = 400): Buffer {
  const format = Buffer.from([1, 0, 1, 0, 0x40, 0x1f, 0, 0, 0x40, 0x1f, 0, 0, 1, 0, 8, 0]);
  const parts = [riffPart('fmt ', format), riffPart('data', Buffer.alloc(samples, 0x80))];
  return riffPart('RIFF', Buffer.concat([Buffer.from('WAVE'), ...parts]));
}

function riffPart(name: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(data.length);
  return Buffer.concat([Buffer.from(name), length, data, Buffer.alloc(data.length % 2)]);
}

/** `label` makes it another file; `said` is how many bytes its first frame says that there are. */
export function mp3Bytes({ frames = 4, label = '', said }: Mp3 = {}): Buffer {
  const title = Buffer.from(label);
  const tag = Buffer.from([0x49, 0x44, 0x33, 4, 0, 0, 0, 0, title.length >> 7, title.length & 0x7f]);
  const first = Buffer.from(MP3_FRAME);
  if (said !== undefined) {
    first.write('Xing', 36, 'latin1');
    first.writeUInt32BE(2, 40);
    first.writeUInt32BE(said, 44);
  }
  const others = Array.from({ length: frames - 1 }, () => MP3_FRAME);
  return Buffer.concat([tag, title, first, ...others]);
}

type Mp3 = { frames?: number; label?: string; said?: number };

export function mp4Bytes(brand: string, film = Buffer.alloc(300, 7)): Buffer {
  const index = box('moov', Buffer.concat([box('mvhd', Buffer.alloc(100)), box('trak', Buffer.alloc(40))]));
  return Buffer.concat([box('ftyp', Buffer.from(`${brand}\0\0\0\0isom`)), index, box('mdat', film)]);
}

/** Of some length, and of bytes that are nowhere the same. */
export function filmBytes(length: number, seed = 0): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at + 4 <= length; at += 4) bytes.writeUInt32LE(((at + seed) * 2_654_435_761) >>> 0, at);
  return mp4Bytes('isom', bytes);
}

export function box(name: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + data.length);
  head.write(name, 4, 'latin1');
  return Buffer.concat([head, data]);
}

function oggBytes(): Buffer {
  return Buffer.concat([
    oggPage({ flags: 2, number: 0, data: Buffer.from('OpusHead\x01\x01') }),
    oggPage({ flags: 0, number: 1, data: Buffer.alloc(200, 3) }),
    oggPage({ flags: 4, number: 2, data: Buffer.alloc(200, 5) }),
  ]);
}

function oggPage({ data, flags, number }: { flags: number; number: number; data: Buffer }): Buffer {
  const head = Buffer.alloc(28);
  head.write('OggS', 0, 'latin1');
  head[5] = flags;
  head[18] = number;
  head[26] = 1;
  head[27] = data.length;
  const page = Buffer.concat([head, data]);
  page.writeUInt32LE(oggSum(page), 22);
  return page;
}

/** By long division, a bit at a time. */
function oggSum(page: Buffer): number {
  let sum = 0;
  for (const byte of page)
    for (let bit = 7; bit >= 0; bit -= 1) {
      const isOver = (sum >>> 31 === 1) !== ((byte >> bit) & 1) > 0;
      sum = ((sum << 1) ^ (isOver ? 0x04_c1_1d_b7 : 0)) >>> 0;
    }
  return sum;
}

function flacBytes(): Buffer {
  const info = Buffer.concat([Buffer.from([0x80, 0, 0, 34]), Buffer.alloc(34)]);
  const frame = Buffer.concat([Buffer.from([0xff, 0xf8, 0xc9, 0x18]), Buffer.alloc(60)]);
  return Buffer.concat([Buffer.from('fLaC'), info, frame]);
}

function webmBytes(): Buffer {
  const head = element('1a45dfa3', element('4282', Buffer.from('webm')));
  const inner = [element('1654ae6b', Buffer.alloc(20)), element('1f43b675', Buffer.alloc(300))];
  return Buffer.concat([head, element('18538067', Buffer.concat(inner))]);
}

export function element(id: string, data: Buffer): Buffer {
  const length = Buffer.from([0x40 | (data.length >> 8), data.length & 0xff]);
  return Buffer.concat([Buffer.from(id, 'hex'), length, data]);
}
