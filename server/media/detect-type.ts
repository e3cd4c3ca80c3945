export type MediaKind = 'picture' | 'document' | 'audio' | 'video';

export type MediaType = {
  kind: MediaKind;
  contentType: string;
  /** The first one is the one that a name is given. */
  extensions: readonly [string, ...string[]];
};

const JPEG = picture('image/jpeg', 'jpg', 'jpeg', 'jpe', 'jfif');
const PNG = picture('image/png', 'png');
const GIF = picture('image/gif', 'gif');
const WEBP = picture('image/webp', 'webp');
const AVIF = picture('image/avif', 'avif');
const PDF: MediaType = { kind: 'document', contentType: 'application/pdf', extensions: ['pdf'] };
const MP3 = sound('audio/mpeg', 'mp3');
const FLAC = sound('audio/flac', 'flac');
const OGG = sound('audio/ogg', 'ogg', 'oga', 'opus');
const WAV = sound('audio/wav', 'wav');
const M4A = sound('audio/mp4', 'm4a');
const MP4: MediaType = { kind: 'video', contentType: 'video/mp4', extensions: ['mp4', 'm4v'] };
const WEBM: MediaType = { kind: 'video', contentType: 'video/webm', extensions: ['webm'] };

export const MEDIA_TYPES = [JPEG, PNG, GIF, WEBP, AVIF, PDF, MP3, M4A, OGG, FLAC, WAV, MP4, WEBM] as const;

/** Of what is in the library. */
export function mediaTypeOf(contentType: string): MediaType | undefined {
  return MEDIA_TYPES.find((type) => type.contentType === contentType);
}

export const ALLOWED = 'JPEG, PNG, GIF, WebP and AVIF, PDF, MP3, M4A, Ogg, FLAC and WAV, MP4 and WebM';

/** How much of a file `detectType` has to see. */
export const HEAD_BYTES = 4_096;

/**
 * What a file is, by its first bytes: neither its name nor what its sender calls it says anything about it. What is not taken is given with the reason, where
 * it is known what it is.
 */
export function detectType(head: Buffer): MediaType | { refused: string } {
  if (head.length === 0) return { refused: 'It is empty.' };
  for (const [type, matches] of SIGNATURES) if (matches(head)) return type;
  const known = REFUSED.find(([, matches]) => matches(head));
  return {
    refused: known?.[0] ?? 'By its first bytes it is of no type that is taken here.',
  };
}

type Signature = (head: Buffer) => boolean;

const SIGNATURES: readonly (readonly [MediaType, Signature])[] = [
  [JPEG, bytesAt(0, 0xff, 0xd8, 0xff)],
  [PNG, bytesAt(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)],
  [GIF, (head) => textAt(head, 0, 'GIF87a') || textAt(head, 0, 'GIF89a')],
  [WEBP, (head) => textAt(head, 0, 'RIFF') && textAt(head, 8, 'WEBP')],
  [AVIF, (head) => ['avif', 'avis'].includes(brandOf(head))],
  [PDF, (head) => textAt(head, 0, '%PDF-')],
  [WAV, (head) => textAt(head, 0, 'RIFF') && textAt(head, 8, 'WAVE')],
  [FLAC, (head) => textAt(head, 0, 'fLaC')],
  [OGG, (head) => textAt(head, 0, 'OggS')],
  [MP3, (head) => textAt(head, 0, 'ID3') || isMpegFrame(head)],
  [M4A, (head) => ['M4A ', 'M4B '].includes(brandOf(head))],
  [MP4, (head) => /^(?:isom|iso[2-9]|mp4[12]|avc1|dash|M4V |M4VH|M4VP|f4v )$/.test(brandOf(head))],
  // Matroska calls itself so in its first element.
  [WEBM, (head) => bytesAt(0, 0x1a, 0x45, 0xdf, 0xa3)(head) && head.subarray(0, 64).includes('webm')],
];

/** What people take for a picture or a document, and a browser does not show or must not. */
const REFUSED: readonly (readonly [string, Signature])[] = [
  [
    'It is an SVG, which can hold programs. Export it as PNG, or draw it in the templates.',
    (head) => /<svg[\s>]/i.test(head.toString('latin1')),
  ],
  ['It is an HTML page.', (head) => /^\s*<(?:!doctype|html|head|body|script)/i.test(head.toString('latin1'))],
  [
    'It is a picture in HEIC, which most browsers do not show. Export it as JPEG.',
    (head) => /^(?:heic|heix|heim|heis|hevc|mif1|msf1)$/.test(brandOf(head)),
  ],
  [
    'It is a TIFF, which browsers do not show. Export it as JPEG or PNG.',
    (head) => textAt(head, 0, 'II*\0') || textAt(head, 0, 'MM\0*'),
  ],
  ['It is a bitmap (BMP). Export it as PNG.', (head) => textAt(head, 0, 'BM')],
  [
    'It is a QuickTime video, which most browsers do not play. Export it as MP4.',
    (head) => brandOf(head) === 'qt  ',
  ],
  [
    'It is a ZIP archive, or a document that is one inside (Word, Excel, EPUB). Export documents as PDF.',
    (head) => textAt(head, 0, 'PK'),
  ],
  [
    'It is a program.',
    (head) => textAt(head, 0, 'MZ') || textAt(head, 0, '\x7fELF') || textAt(head, 0, '#!'),
  ],
];

function picture(contentType: string, ...extensions: [string, ...string[]]): MediaType {
  return { kind: 'picture', contentType, extensions };
}

function sound(contentType: string, ...extensions: [string, ...string[]]): MediaType {
  return { kind: 'audio', contentType, extensions };
}

function bytesAt(offset: number, ...bytes: readonly number[]): Signature {
  return (head) => bytes.every((byte, index) => head[offset + index] === byte);
}

function textAt(head: Buffer, offset: number, text: string): boolean {
  return head.toString('latin1', offset, offset + text.length) === text;
}

/** Of files in the ISO base format; empty for others. */
function brandOf(head: Buffer): string {
  return textAt(head, 4, 'ftyp') ? head.toString('latin1', 8, 12) : '';
}

/** Eleven bits of one, then a version, a layer, a rate and a frequency that there are. */
export function isMpegFrame(head: Buffer): boolean {
  const [first = 0, second = 0, third = 0] = head;
  const isLayer3 = (second & 0b0000_0110) === 0b0000_0010;
  const isVersion = (second & 0b0001_1000) !== 0b0000_1000;
  const hasRate = third >> 4 !== 0 && third >> 4 !== 15 && (third & 0b0000_1100) !== 0b0000_1100;
  return first === 0xff && second >> 5 === 0b111 && isLayer3 && isVersion && hasRate;
}
