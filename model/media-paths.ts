import {
  parametersName,
  parseParametersName,
  parseVariantName,
  variantName,
  type VariantParameters,
} from './media-variants.ts';
import type { PublishedMedia } from './publication.ts';

/** Below the site's base: where the public files of media are. Their names follow from their bytes. */
const FOLDER = '_media/';

type NamedMedia = Pick<PublishedMedia, 'id' | 'hash' | 'fileName'>;

/** The address of the file itself, under its own name, since people save it. */
export function mediaFilePath({ fileName, hash, id }: NamedMedia, base = '/'): string {
  return `${base}${FOLDER}${id}/${hash.slice(0, HASH_LENGTH)}/${fileName}`;
}

/** The address of a picture made of it. */
export function mediaVariantPath(
  { hash, id }: Pick<NamedMedia, 'id' | 'hash'>,
  { base = '/', ...parameters }: VariantParameters & { base?: string },
): string {
  return `${base}${FOLDER}${id}/${variantName(hash, parameters)}`;
}

/** What the addresses of all that is made of one file begin with. */
export function mediaFolder(mediaId: string, base = '/'): string {
  return `${base}${FOLDER}${mediaId}/`;
}

/** The address of a picture made of one that belongs to the templates: `asset` is that one's address. */
export function assetVariantPath(
  asset: string,
  { base = '/', ...parameters }: VariantParameters & { base?: string },
): string {
  return `${base}${FOLDER}${ASSETS}/${asset.slice(base.length)}/${parametersName(parameters)}`;
}

/** No id of a file is this. */
const ASSETS = 'site';

export type MediaAddress =
  | {
      mediaId: string;
      /** The beginning of the original's hash: after the file was replaced, nothing is at this address any more. */
      hashStart: string;
      /** Null: the file itself. */
      variant: VariantParameters | null;
    }
  /** Its address in the site, and what is made of it. */
  | { asset: string; variant: VariantParameters };

const HASH_LENGTH = 32;

/** What an address in the folder of media names; null for any other path. */
export function parseMediaPath(path: string, base = '/'): MediaAddress | 'nothing' | null {
  if (!path.startsWith(`${base}${FOLDER}`)) return null;
  const [first = '', ...rest] = path.slice(base.length + FOLDER.length).split('/');
  return (first === ASSETS ? parseAsset(rest, base) : parseFile(first, rest)) ?? 'nothing';
}

function parseAsset(segments: readonly string[], base: string): MediaAddress | null {
  const variant = parseParametersName(segments.at(-1) ?? '');
  return variant && { asset: `${base}${segments.slice(0, -1).join('/')}`, variant };
}

function parseFile(mediaId: string, [name = '', fileName, ...rest]: readonly string[]): MediaAddress | null {
  if (fileName === undefined) {
    const parsed = parseVariantName(name);
    return parsed && { mediaId, hashStart: parsed.hashStart, variant: parsed.parameters };
  }
  const isFile = rest.length === 0 && fileName !== '' && name.length === HASH_LENGTH;
  return isFile ? { mediaId, hashStart: name, variant: null } : null;
}
