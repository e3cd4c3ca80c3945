import type { Transaction } from 'kysely';
import { isBlank, lineProblem, textProblem } from '../../model/text-rules.ts';
import { AppError, type FieldIssue } from '../errors.ts';
import { updateMedia, type StoredMedia } from '../store/media.ts';
import { putMediaTags, readMediaTags } from '../store/media-tags.ts';
import type { Tables } from '../store/tables.ts';
import { auditMedia } from './audit-media.ts';
import { findMediaToChange } from './find-media.ts';
import type { Call, MediaContext } from './media-context.ts';
import { publishFacts } from './publish-facts.ts';

export type MediaChange = {
  id: string;
  alt: string;
  /** From 0 to 1, from the left and from the top. */
  focal: { x: number; y: number };
  /** Undefined: as it is, but that nothing with an alternative text only decorates. */
  isDecorative?: boolean | undefined;
  /** Undefined: as they are. */
  tags?: readonly string[] | undefined;
};

/** As long as a paragraph: a reader hears it in one piece. */
const ALT_LENGTH_MAX = 1_000;
const TAGS_MAX = 30;
const TAG_LENGTH_MAX = 60;

/** What is said about a file. Pages that show it are rendered again. */
export async function changeMedia(
  context: MediaContext,
  { alt, focal, id, isDecorative: decorates, tags: given, ...call }: Call & MediaChange,
): Promise<StoredMedia> {
  const tags = given?.map((tag) => tag.trim().replaceAll(/\s+/gu, ' '));
  requireValid({ alt, focal, isDecorative: decorates, tags });
  const at = context.now().toISOString();
  const { media, publication } = await context.database.write(async (tx) => {
    const before = await findMediaToChange(tx, { id, actor: call.actor, action: 'media.update', context });
    const isDecorative = decorates ?? before.isDecorative === 1;
    const after: StoredMedia = {
      ...before,
      alt,
      focalX: focal.x,
      focalY: focal.y,
      isDecorative: isDecorative && isBlank(alt) ? 1 : 0,
    };
    const changed: string[] = (['alt', 'focalX', 'focalY', 'isDecorative'] as const).filter(
      (name) => before[name] !== after[name],
    );
    if (tags !== undefined && (await changeTags(tx, { id, tags }))) changed.push('tags');
    if (changed.length === 0) return { media: before, publication: null };
    await updateMedia(tx, after);
    await auditMedia(tx, { ...call, id, at, action: 'media.update', details: { changed } });
    return { media: after, publication: await publishFacts(tx, { ...call, at, media: after }) };
  });
  if (publication !== null) context.publicationCommitted(publication);
  return media;
}

/** Whether they are others now. */
async function changeTags(
  tx: Transaction<Tables>,
  { id, tags }: { id: string; tags: readonly string[] },
): Promise<boolean> {
  const before = (await readMediaTags(tx, { ids: [id] })).get(id) ?? [];
  const after = [...new Set(tags)];
  if (before.length === after.length && before.every((tag) => after.includes(tag))) return false;
  await putMediaTags(tx, { id, tags: after });
  return true;
}

function requireValid({ alt, focal, isDecorative = false, tags = [] }: Omit<MediaChange, 'id'>): void {
  const issues: FieldIssue[] = [];
  const problem =
    alt.length > ALT_LENGTH_MAX ? `Expected at most ${ALT_LENGTH_MAX} characters.` : textProblem(alt);
  if (problem !== null) issues.push({ path: 'alt', message: problem });
  if (isDecorative && !isBlank(alt))
    issues.push({
      path: 'isDecorative',
      message: 'A picture with an alternative text does not only decorate.',
    });
  for (const name of ['x', 'y'] as const) {
    if (!(focal[name] >= 0 && focal[name] <= 1))
      issues.push({ path: `focal.${name}`, message: 'Expected a number from 0 to 1.' });
  }
  if (tags.length > TAGS_MAX) issues.push({ path: 'tags', message: `Expected at most ${TAGS_MAX} tags.` });
  for (const [index, tag] of tags.entries()) {
    const wrong = isBlank(tag) ? 'Expected a word.' : lineProblem(tag, TAG_LENGTH_MAX);
    if (wrong !== null) issues.push({ path: `tags.${index}`, message: wrong });
  }
  if (issues.length > 0) throw new AppError('invalid-input', 'Nothing was changed.', { issues });
}
