import { Readable } from 'node:stream';
import { parseMediaPath } from '../../model/media-paths.ts';
import type { PublicationChange, PublishedMedia } from '../../model/publication.ts';
import { normalizePath } from '../../model/public-path.ts';
import { AppError } from '../errors.ts';
import type { PreviewAnswer, PreviewOrder } from './preview-page.ts';
import { answerMedia, PictureMissing, type MediaAnswer, type MediaPlaces } from './render/media-pages.ts';
import type { PublicMedia } from './render/public-media.ts';
import type { TemplateBuild } from './template-build/template-build.ts';

type MediaTools = {
  build: MediaPlaces['build'];
  media: PublicMedia | undefined;
  /** What is published of a file. */
  readMedia: (id: string) => PublishedMedia | null;
};

export function isMediaPath(asked: string, { base }: Pick<TemplateBuild, 'base'>): boolean {
  const path = normalizePath(asked);
  return path !== null && parseMediaPath(path, base) !== null;
}

/**
 * A file of media, as it would be public if the changes were. Nothing has to be laid over the content cache for it, and a picture that nobody has made yet keeps
 * nobody waiting but whoever looks. Null for every other path, and where there is no such file.
 */
export async function readPreviewMedia(
  { changes, path: asked }: PreviewOrder,
  { build, media, readMedia }: MediaTools,
): Promise<PreviewAnswer | null> {
  const path = normalizePath(asked);
  if (path === null || media === undefined) return null;
  const { variantsFolder } = media;
  const factsOf = (id: string): PublishedMedia | null => {
    const changed = mediaAfter(id, changes);
    return changed === undefined ? readMedia(id) : changed;
  };
  const look = () => answerMedia(path, { build, variantsFolder, readMedia: factsOf });
  try {
    return await fileOf(await answerOrMake(look, media), media);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('media-bytes-missing', `${path} cannot be shown: ${reason}.`, { cause: error });
  }
}

async function answerOrMake(
  look: () => MediaAnswer | null,
  { makePicture }: PublicMedia,
): Promise<MediaAnswer | null> {
  try {
    return look();
  } catch (error) {
    if (!(error instanceof PictureMissing)) throw error;
    await makePicture(error.picture);
    return look();
  }
}

async function fileOf(answer: MediaAnswer | null, { open }: PublicMedia): Promise<PreviewAnswer | null> {
  if (answer?.status !== 200) return null;
  const { contentType } = answer;
  const body = answer.bytes === null ? await open(answer.hash) : Readable.from([answer.bytes]);
  return { kind: 'media', contentType, body };
}

/** Undefined where the changes say nothing of it. */
function mediaAfter(id: string, changes: readonly PublicationChange[]): PublishedMedia | null | undefined {
  for (const change of changes.toReversed()) {
    if (change.kind === 'media' && change.media.id === id) return change.media;
    if (change.kind === 'media-removed' && change.mediaId === id) return null;
  }
  return undefined;
}
