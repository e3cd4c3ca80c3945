import type { OpenedFile } from '../../media/open-media-file.ts';

/** What a browser does more with than to show or to play it: it is saved instead. */
const SAVED = new Set(['application/pdf']);

/** A file comes from whoever could upload it, and is shown where editors are signed in: nothing in it runs, whatever it is taken for. */
export function fileHeaders({ contentType, media, sizeBytes }: OpenedFile): Record<string, string> {
  return {
    'Content-Type': contentType,
    'Content-Length': String(sizeBytes),
    'Content-Disposition': `${SAVED.has(contentType) ? 'attachment' : 'inline'}; ${namedAs(media.fileName)}`,
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'private, no-cache',
  };
}

/** RFC 6266: what is not ASCII goes into the second one, which browsers prefer. */
function namedAs(fileName: string): string {
  const ascii = fileName.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(fileName).replaceAll(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
