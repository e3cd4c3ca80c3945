import { AppError } from '../errors.ts';
import { isPublicationInScope } from '../store/publication-scope.ts';
import { isAsPublicationLeft } from './superseded-items.ts';
import { readPublicationProgress } from '../store/publication-progress.ts';
import type { ReleaseOfPublication } from '../store/publication-progress.ts';
import { readRendering, type RenderingProgress } from '../store/rendering-progress.ts';
import { describeSuperseded, describeWithheld } from '../store/withheld-publications.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { readableScope, requirePermission } from './permission.ts';

export type PublicationState = {
  seq: number;
  /** The moment that its pages are told of: that of the plan, where it was published as planned. */
  committedAt: string;
  acceptedAt: string;
  /**
   * accepted: it is in the log and cannot be lost. live: a release has brought it to the visitors. held: it waits, since the site was rolled
   * back and has not been resumed. withheld: everything else goes live, this does not, since a page cannot be rendered with it. superseded: it was
   * withheld until a later publication took its place, and never was public.
   */
  state: 'accepted' | 'live' | 'held' | 'withheld' | 'superseded';
  liveAt: string | null;
  /** The number of the first release that shows it. */
  release: number | null;
  /** What that release changed; it may contain other publications, too. */
  changedPaths: string[];
  /** Pages that this release could not render: they still show what was there before. */
  stalePaths: string[];
  /** How far its pages are rendered, where that takes a while. */
  rendering: RenderingProgress | null;
  /** Why it is withheld, was until it was superseded, or is not on every page yet. */
  reason: PublicationReason | null;
  /** Everything that it changed is as it left it: only then it can be taken back. */
  isAsLeft: boolean;
};

export type PublicationReason = {
  /** In one sentence, with what to do. */
  detail: string;
  /** The template's own words. */
  message: string;
  /** The template's file, with the line, as far as they are known. */
  template: string | null;
  /** The page that could not be rendered. */
  path: string;
  since: string;
};

export async function publicationState(
  { database, model, now }: AuthoringContext,
  { actor, seq }: Pick<Call, 'actor'> & { seq: number },
): Promise<PublicationState> {
  requirePermission(actor, 'entry.read', { kind: 'some-entry' });
  const scope = readableScope(model, actor);
  const found = await database.read(async (tx) => {
    if (!(await isPublicationInScope(tx, { seq, scope }))) return null;
    const progress = await readPublicationProgress(tx, { seq });
    if (progress === null) return null;
    const isAsLeft = await isAsPublicationLeft(tx, { seq });
    return { ...progress, isAsLeft, rendering: await readRendering(tx, { since: longAgo(now()) }) };
  });
  if (found === null) throw publicationNotFound(seq);
  const { acceptedAt, committedAt, isAsLeft, isHeld, release, rendering, withholding } = found;
  const known = { seq, committedAt, acceptedAt, isAsLeft, rendering: null };
  const notShown = { ...known, liveAt: null, release: null, changedPaths: [], stalePaths: [] };
  if (withholding !== null && withholding.settled === null)
    return { ...notShown, state: 'withheld', reason: reasonOf(withholding, describeWithheld(withholding)) };
  if (withholding !== null && withholding.settled?.releaseNumber === null)
    return {
      ...notShown,
      state: 'superseded',
      reason: reasonOf(withholding, describeSuperseded(withholding)),
    };
  if (release === null)
    return isHeld
      ? { ...notShown, state: 'held', reason: null }
      : { ...notShown, state: 'accepted', reason: null, rendering };
  return {
    ...known,
    state: 'live',
    liveAt: release.finishedAt,
    release: release.number,
    changedPaths: release.changedPaths,
    stalePaths: release.kept.map(({ path }) => path),
    reason: reasonOfStale(release),
  };
}

/** Whoever told of it then tells of it no more. */
const SILENT_MS = 15_000;

function longAgo(now: Date): string {
  return new Date(now.getTime() - SILENT_MS).toISOString();
}

export function publicationNotFound(seq: number): AppError {
  return new AppError('not-found', `The publication log has no number ${seq}. Check the number.`);
}

function reasonOf(
  { message, path, since, template }: Omit<PublicationReason, 'detail'>,
  detail: string,
): PublicationReason {
  return { detail, message, template, path, since };
}

function reasonOfStale({ finishedAt: since, kept }: ReleaseOfPublication): PublicationReason | null {
  const [first] = kept;
  if (first === undefined) return null;
  const others = kept.length === 1 ? '' : ` and ${kept.length - 1} more`;
  const where = first.template === null ? '' : ` (${first.template})`;
  const detail = `It is live, but ${first.path}${where}${others} could not be rendered, whichever publication is left out, and still shows what was there before: ${first.message}. Have the template mended.`;
  return reasonOf({ ...first, since }, detail);
}
