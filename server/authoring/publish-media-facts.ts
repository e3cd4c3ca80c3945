import { isDeepStrictEqual } from 'node:util';
import type { Transaction } from 'kysely';
import { isSameRegion } from '../../model/media-variants.ts';
import type { LogPosition, MediaVariant, PublishedMedia } from '../../model/publication.ts';
import { idProblem, textProblem } from '../../model/text-rules.ts';
import { doneBy } from '../accounts/actor.ts';
import { AppError, type FieldIssue } from '../errors.ts';
import { appendAudit } from '../store/audit.ts';
import { readMedia, updateMedia, type StoredMedia } from '../store/media.ts';
import { putPublishedMedia, readPublishedMedia } from '../store/published-media.ts';
import { appendPublication, lockPublicationLog } from '../store/publications.ts';
import type { Tables } from '../store/tables.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { requirePermission } from './permission.ts';

/** What is left out stays as it is. */
export type MediaFacts = {
  mediaId: string;
  alt?: string;
  focalX?: number;
  focalY?: number;
  /** Those that have been made since; they join the others, and take the place of one of the same format, width and part. */
  variants?: readonly MediaVariant[];
};

export type MediaFactsResult = {
  /** Null if all of it was public already. */
  publication: LogPosition | null;
  /** In the order of the request. */
  media: PublishedMedia[];
};

/** Makes public what is said of media files, and which variants of them are there. One publication. */
export async function publishMediaFacts(
  context: AuthoringContext,
  request: Call & { facts: readonly MediaFacts[] },
): Promise<MediaFactsResult> {
  requirePermission(request.actor, 'media.publish', { kind: 'installation' });
  requireFacts(request.facts);
  const result = await context.database.write((tx) => publish(tx, { context, request }));
  if (result.publication !== null) context.publicationCommitted(result.publication);
  return result;
}

type Publishing = { context: AuthoringContext; request: Call & { facts: readonly MediaFacts[] } };

async function publish(tx: Transaction<Tables>, { context, request }: Publishing): Promise<MediaFactsResult> {
  const { actor, correlationId, facts } = request;
  await lockPublicationLog(tx);
  const ids = facts.map(({ mediaId }) => mediaId);
  const stored = new Map((await readMedia(tx, { ids })).map((media) => [media.id, media]));
  const published = await readPublishedMedia(tx, { ids });
  const media = facts.map((fact) => {
    const file = stored.get(fact.mediaId);
    if (file === undefined) throw mediaNotFound(fact.mediaId);
    return withFacts(file, { fact, before: published.get(file.id) });
  });
  const items = media.flatMap((now) => {
    const previous = published.get(now.id) ?? null;
    return isDeepStrictEqual(now, previous) ? [] : [{ kind: 'media' as const, media: now, previous }];
  });
  if (items.length === 0) return { publication: null, media };
  for (const { media: now } of items) {
    await updateMedia(tx, now);
    await putPublishedMedia(tx, now);
  }
  const at = context.now().toISOString();
  const publication = await appendPublication(tx, {
    actorId: actor.userId,
    correlationId,
    committedAt: at,
    items,
  });
  await appendAudit(tx, {
    at,
    ...doneBy(actor),
    action: 'media.publish',
    subject: `publication:${publication.seq}`,
    correlationId,
    details: { mediaIds: items.map(({ media: { id } }) => id) },
  });
  return { publication, media };
}

function withFacts(
  file: StoredMedia,
  { fact, before }: { fact: MediaFacts; before: PublishedMedia | undefined },
): PublishedMedia {
  const { id, hash, fileName, contentType, width, height } = file;
  const { alt = file.alt, focalX = file.focalX, focalY = file.focalY, variants = [] } = fact;
  const kept = (before?.variants ?? []).filter((old) => !variants.some((made) => isOfSame(made, old)));
  return {
    id,
    hash,
    fileName,
    contentType,
    width,
    height,
    alt,
    focalX,
    focalY,
    variants: [...kept, ...variants].toSorted((a, b) =>
      a.format < b.format ? -1 : a.format > b.format ? 1 : a.width - b.width,
    ),
  };
}

function isOfSame(a: MediaVariant, b: MediaVariant): boolean {
  return a.format === b.format && a.width === b.width && isSameRegion(a.crop ?? null, b.crop ?? null);
}

function requireFacts(facts: readonly MediaFacts[]): void {
  const issues = facts.flatMap((fact, index) => factIssues(fact, `facts[${index}]`));
  if (facts.length === 0) issues.push({ path: 'facts', message: 'Name at least one file.' });
  if (new Set(facts.map(({ mediaId }) => mediaId)).size < facts.length)
    issues.push({ path: 'facts', message: 'Name each file once.' });
  if (issues.length > 0) throw new AppError('invalid-input', 'Nothing was published.', { issues });
}

function factIssues({ mediaId, alt, focalX, focalY }: MediaFacts, place: string): FieldIssue[] {
  if (idProblem(mediaId) !== null) throw mediaNotFound(mediaId);
  const altProblem = alt === undefined ? null : textProblem(alt);
  const issues = altProblem === null ? [] : [{ path: `${place}.alt`, message: altProblem }];
  for (const [name, value] of Object.entries({ focalX, focalY })) {
    if (value !== undefined && !(value >= 0 && value <= 1))
      issues.push({ path: `${place}.${name}`, message: 'Expected a number from 0 to 1.' });
  }
  return issues;
}

function mediaNotFound(id: string): AppError {
  return new AppError(
    'media-not-found',
    `There is no media file with the id ${JSON.stringify(id)}. Check the id.`,
  );
}
