import type { Readable } from 'node:stream';
import type { MissingPicture, PageResult } from './protocol.ts';

/** Where the bytes of media come from. */
export type PublicMedia = {
  /** What `makePicture` has made. */
  variantsFolder: string;
  /** Resolves once the picture is in the folder. */
  makePicture: (picture: MissingPicture) => Promise<void>;
  /** The bytes with this hash. Throws where they are not kept. */
  open: (hash: string) => Promise<Readable>;
};

type Rendering = {
  media: PublicMedia | undefined;
  /** Renders these once more. */
  renderAgain: (paths: string[]) => Promise<PageResult[]>;
};

/** Has the pictures made that pages are waiting for, and these pages rendered again: without those that were interrupted there, as they have not failed. */
export async function withPictures(
  results: PageResult[],
  { media, renderAgain }: Rendering,
): Promise<PageResult[]> {
  if (media === undefined || !results.some(isWaiting)) return results;
  const tried = await Promise.all(results.map((result) => tryToMake(result, media)));
  const made = new Set(results.flatMap((result, index) => (tried[index] === 'made' ? [result.path] : [])));
  const again = new Map((await renderAgain([...made])).map((result) => [result.path, result]));
  return results.flatMap((result, index) => {
    const outcome = tried[index];
    if (outcome === 'made') return again.get(result.path) ?? [];
    return typeof outcome === 'object' ? outcome : result;
  });
}

function isWaiting(result: PageResult): boolean {
  return result.kind === 'failed' && result.error.picture !== undefined;
}

async function tryToMake(
  result: PageResult,
  media: PublicMedia,
): Promise<'made' | 'not asked for' | PageResult> {
  const picture = result.kind === 'failed' ? result.error.picture : undefined;
  if (result.kind !== 'failed' || picture === undefined) return 'not asked for';
  try {
    await media.makePicture(picture);
    return 'made';
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const { picture: _, ...failed } = result.error;
    return { ...result, error: { ...failed, message: `${result.path} could not be made: ${reason}` } };
  }
}
