import type { MediaType } from './detect-type.ts';

/** File systems take 255 bytes; in some scripts a character has three. */
const MAX_LENGTH = 80;

/** Controls, what turns the direction of text around, and what programs give a meaning of its own in a name. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}"*:<>?|/\\]/gu;

/**
 * The name that a file is shown by and saved under: the last part of any path, without what would mislead whoever reads it, and with an extension of what
 * the file is. It names nothing on this machine.
 */
export function mediaFileName(given: string, { extensions }: MediaType): string {
  const last = given.split(/[/\\]/).at(-1) ?? '';
  const cleaned = last.normalize('NFC').replaceAll(UNSAFE, '').replaceAll(/\s+/gu, ' ').trim();
  const { extension, stem } = partsOf(cleaned);
  const isRight = extensions.includes(extension.toLowerCase());
  const name = isRight || extension === '' ? stem : stem.replace(/[.\s]+$/u, '');
  const shortened = Array.from(name.replace(/^[.\s]+/u, ''))
    .slice(0, MAX_LENGTH)
    .join('')
    .trim();
  return `${shortened === '' ? 'file' : shortened}.${isRight ? extension.toLowerCase() : extensions[0]}`;
}

/** What the name or the sender says, where that is something else; null where all agree. */
export function mismatchOf(
  { claimedType, fileName }: { claimedType: string | null; fileName: string },
  type: MediaType,
): string | null {
  const { extension } = partsOf(fileName);
  const isNameRight = extension === '' || type.extensions.includes(extension.toLowerCase());
  const claimed = claimedType?.split(';')[0]?.trim().toLowerCase() ?? '';
  const isTypeRight = UNDECIDED.has(claimed) || familyOf(claimed) === familyOf(type.contentType);
  if (isNameRight && isTypeRight) return null;
  const said = isNameRight
    ? `It was sent as ${JSON.stringify(claimed.slice(0, 60))}`
    : `Its name ends in ".${extension.slice(0, 20)}"`;
  return `${said}, but by its bytes it is ${type.contentType}: it is kept as that.`;
}

const UNDECIDED = new Set(['', 'application/octet-stream', 'binary/octet-stream']);

/** Names that programs use for the same. */
const FAMILIES: ReadonlyMap<string, string> = new Map([
  ['image/jpg', 'image/jpeg'],
  ['image/pjpeg', 'image/jpeg'],
  ['audio/mp3', 'audio/mpeg'],
  ['audio/x-wav', 'audio/wav'],
  ['audio/wave', 'audio/wav'],
  ['audio/vnd.wave', 'audio/wav'],
  ['audio/x-flac', 'audio/flac'],
  ['audio/x-m4a', 'audio/mp4'],
  ['audio/m4a', 'audio/mp4'],
  ['audio/opus', 'audio/ogg'],
  ['video/ogg', 'audio/ogg'],
  ['application/ogg', 'audio/ogg'],
  ['audio/webm', 'video/webm'],
]);

function familyOf(contentType: string): string {
  return FAMILIES.get(contentType) ?? contentType;
}

function partsOf(name: string): { stem: string; extension: string } {
  const [, stem, extension] = /^(.*)\.([a-z0-9]{1,10})$/isu.exec(name) ?? [];
  return stem === undefined || extension === undefined ? { stem: name, extension: '' } : { stem, extension };
}
