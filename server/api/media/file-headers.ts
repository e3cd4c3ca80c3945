import { mediaTypeOf } from '../../media/detect-type.ts';
import { mediaFileName } from '../../media/file-name.ts';
import type { MediaFile } from '../../media/find-media-file.ts';
import type { ByteRange } from '../byte-range.ts';

/** What a browser does more with than to show or to play it: it is saved instead. */
const SAVED = new Set(['application/pdf']);

/** The address names the bytes. Not for longer: what was deleted is not to be shown for ever. */
const NAMED_SECONDS = 3_600;

type Answering = { part: ByteRange | null; isNamed: boolean };

/** A file comes from whoever could upload it, and is shown where editors are signed in: nothing in it runs, whatever it is taken for. */
export function fileHeaders(
  { contentType, media, sizeBytes }: MediaFile,
  { isNamed, part }: Answering,
): Record<string, string> {
  return {
    'Content-Type': contentType,
    ...lengthHeaders(sizeBytes, part),
    'Content-Disposition': `${SAVED.has(contentType) ? 'attachment' : 'inline'}; ${namedAs(nameOf({ contentType, media }))}`,
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': isNamed ? `private, max-age=${NAMED_SECONDS}` : 'private, no-cache',
  };
}

/** What was made of a picture may be of another type than the picture. */
function nameOf({ contentType, media }: Pick<MediaFile, 'contentType' | 'media'>): string {
  const type = contentType === media.contentType ? undefined : mediaTypeOf(contentType);
  return type === undefined ? media.fileName : mediaFileName(media.fileName, type);
}

function lengthHeaders(sizeBytes: number, part: ByteRange | null): Record<string, string> {
  const common = { 'Accept-Ranges': 'bytes' };
  if (part === null) return { ...common, 'Content-Length': String(sizeBytes) };
  const { end, start } = part;
  const range = `bytes ${start}-${end}/${sizeBytes}`;
  return { ...common, 'Content-Length': String(end - start + 1), 'Content-Range': range };
}

/** RFC 6266: what is not ASCII goes into the second one, which browsers prefer. */
export function namedAs(fileName: string): string {
  const ascii = fileName.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(fileName).replaceAll(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
