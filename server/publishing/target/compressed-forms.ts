import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const gzipBytes = promisify(gzip);
const brotliBytes = promisify(brotliCompress);

/** The files beside a file that servers send to whoever accepts the encoding. */
export const COMPRESSED_EXTENSIONS = ['.br', '.gz'] as const;

export type CompressedForm = { extension: (typeof COMPRESSED_EXTENSIONS)[number]; bytes: Uint8Array };

const GZIP_LEVEL = 9;
/** As quick as gzip 9 and smaller; 11 takes 40 times as long. */
const BROTLI_QUALITY = 5;

export async function compressForms(bytes: Uint8Array): Promise<CompressedForm[]> {
  const [brotli, gzipped] = await Promise.all([
    brotliBytes(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
    gzipBytes(bytes, { level: GZIP_LEVEL }),
  ]);
  return [
    { extension: '.br', bytes: brotli },
    { extension: '.gz', bytes: gzipped },
  ];
}

/** Text in some form. Images, fonts of the web and archives are compressed already. */
export function isCompressible(contentType: string): boolean {
  return /^text\/|[/+](json|xml|javascript|wasm|x-ndjson)\b|^font\/(ttf|otf)|^image\/(bmp|x-icon|vnd\.microsoft\.icon)/i.test(
    contentType,
  );
}
