import { promisify } from 'node:util';
import { brotliCompress, brotliDecompressSync, constants, gunzipSync, gzip } from 'node:zlib';

const gzipBytes = promisify(gzip);
const brotliBytes = promisify(brotliCompress);

/** The files beside a file that servers send to whoever accepts the encoding. */
export const COMPRESSED_EXTENSIONS = ['.br', '.gz'] as const;

type CompressedExtension = (typeof COMPRESSED_EXTENSIONS)[number];

export type CompressedForm = { extension: CompressedExtension; bytes: Uint8Array };

type Effort = { gzipLevel: number; brotliQuality: number };

/** With a release: visitors wait for it. Brotli 5 is as quick as gzip 9 and smaller. */
const QUICK: Effort = { gzipLevel: 6, brotliQuality: 5 };
/** Some 40 times as slow as the quick one: for when nothing else is to be done. */
const BEST: Effort = { gzipLevel: 9, brotliQuality: 11 };

export function compressForms(
  bytes: Uint8Array,
  extensions: readonly CompressedExtension[],
): Promise<CompressedForm[]> {
  return compress(bytes, { extensions, effort: QUICK });
}

export function compressBest(bytes: Uint8Array): Promise<CompressedForm[]> {
  return compress(bytes, { extensions: COMPRESSED_EXTENSIONS, effort: BEST });
}

function compress(
  bytes: Uint8Array,
  { effort, extensions }: { effort: Effort; extensions: readonly CompressedExtension[] },
): Promise<CompressedForm[]> {
  return Promise.all(
    extensions.map(async (extension) => ({
      extension,
      bytes:
        extension === '.br'
          ? await brotli(bytes, effort)
          : await gzipBytes(bytes, { level: effort.gzipLevel }),
    })),
  );
}

/** A window that is larger than the bytes costs memory, and the time to get it, and finds nothing more. */
function windowBits(length: number): number {
  const bits = Math.ceil(Math.log2(length + WINDOW_GAP));
  return Math.min(Math.max(bits, constants.BROTLI_MIN_WINDOW_BITS), constants.BROTLI_DEFAULT_WINDOW);
}

/** So many bytes of its window Brotli does not use. */
const WINDOW_GAP = 16;

function brotli(bytes: Uint8Array, { brotliQuality }: Effort): Promise<Buffer> {
  return brotliBytes(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: brotliQuality,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      [constants.BROTLI_PARAM_LGWIN]: windowBits(bytes.length),
    },
  });
}

/** Of a name that a compressed form may have. */
export function extensionOf(name: string): CompressedExtension | null {
  return COMPRESSED_EXTENSIONS.find((extension) => name.endsWith(extension)) ?? null;
}

/** The file that one of this name would be a compressed form of; null for a name that no such form has. */
export function withoutCompression(name: string): string | null {
  const extension = extensionOf(name);
  return extension === null ? null : name.slice(0, -extension.length);
}

/** Null for what does not unpack. */
export function unpackForm(bytes: Uint8Array, extension: CompressedExtension): Uint8Array | null {
  try {
    return extension === '.br' ? brotliDecompressSync(bytes) : gunzipSync(bytes);
  } catch {
    // Not compressed at all, or cut off: nobody can read it, which is what null says.
    return null;
  }
}

/** Text in some form. Images, fonts of the web and archives are compressed already. */
export function isCompressible(contentType: string): boolean {
  return /^text\/|[/+](json|xml|javascript|wasm|x-ndjson)\b|^font\/(ttf|otf)|^image\/(bmp|x-icon|vnd\.microsoft\.icon)/i.test(
    contentType,
  );
}
