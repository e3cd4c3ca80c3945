import { requireMayChangePublic } from '../../authoring/require-may-change-public.ts';
import type { Context } from 'koa';
import type { z } from 'zod';
import { encodePath } from '../../../model/public-path.ts';
import type {
  directUploadSchema,
  mediaSchema,
  mediaUsageSchema,
  uploadSchema,
} from '../../../model/api/media.ts';
import type { MediaUsage } from '../../authoring/list-media-usage.ts';
import type { Config } from '../../config.ts';
import { AppError } from '../../errors.ts';
import type { MediaInList } from '../../media/list-media.ts';
import type { DirectUpload } from '../../media/direct-uploads.ts';
import { MEDIA_TYPES } from '../../media/detect-type.ts';
import type { MediaContext } from '../../media/media-context.ts';
import type { StoredUpload } from '../../store/media-uploads.ts';
import type { ApiServices } from '../api-deps.ts';
import { correlationIdOf, problemOf } from '../problem.ts';
import { loggedPath } from '../../server-paths.ts';

export function mediaContextOf({ authoring, media }: ApiServices): MediaContext {
  const { database, now, pages, publicationCommitted } = authoring;
  return {
    ...media,
    database,
    now,
    publicationCommitted,
    requireMayChange: (tx, change) => requireMayChangePublic(tx, { ...change, model: authoring.model }),
    isShown: (mediaId) => (pages?.showingMedia({ mediaId, limit: 1 })?.paths.length ?? 0) > 0,
  };
}

export function presentMedia(stored: MediaInList): z.input<typeof mediaSchema> {
  const { focalX, focalY, tags, uploadHash: _, variants, ...media } = stored;
  const type = MEDIA_TYPES.find(({ contentType }) => contentType === media.contentType);
  return {
    ...media,
    kind: type?.kind ?? 'document',
    focal: { x: focalX, y: focalY },
    isDecorative: media.isDecorative === 1,
    tags: [...tags],
    variants: [...variants],
  };
}

export function presentUsage(
  { pages, ...usage }: MediaUsage,
  { siteUrl }: Pick<Config, 'siteUrl'>,
): z.input<typeof mediaUsageSchema> {
  const shownOn = pages && {
    pages: pages.paths.map((path) => ({ path, url: siteUrl + encodeURI(path) })),
    nextCursor: pages.next,
    fileUrl: pages.file === null ? null : siteUrl + encodePath(pages.file),
  };
  return { ...usage, shownOn };
}

export function presentUpload({
  expiresAt,
  fileName,
  id,
  mediaId,
  receivedBytes,
  sizeBytes,
}: StoredUpload): z.input<typeof uploadSchema> {
  return { id, fileName, sizeBytes, receivedBytes, expiresAt, mediaId };
}

export function presentDirectUpload({
  missingBytes,
  parts,
  upload,
  ...direct
}: DirectUpload): z.input<typeof directUploadSchema> {
  const receivedBytes = upload.sizeBytes - missingBytes;
  return {
    ...direct,
    upload: presentUpload({ ...upload, receivedBytes }),
    parts: parts.map(({ number, size: sizeBytes, start, url }) => ({ number, start, sizeBytes, url })),
  };
}

/** Why one of several files was refused; what is no refusal ends the request. */
export function presentRefusal(ctx: Context, error: unknown) {
  if (!(error instanceof AppError)) throw error;
  return problemOf(error, { correlationId: correlationIdOf(ctx), instance: loggedPath(ctx.path) });
}
