import { AppError } from '../errors.ts';
import { readPublicationProgress } from '../store/publication-progress.ts';
import { describeWithheld, readWithheld } from '../store/withheld-publications.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { requirePermission } from './permission.ts';

export type PublicationState = {
  seq: number;
  committedAt: string;
  /**
   * accepted: it is in the log and cannot be lost. live: a release has brought it to the visitors. held: it waits, since the site was rolled
   * back and has not been resumed. withheld: everything else goes live, this does not, since a page cannot be rendered with it.
   */
  state: 'accepted' | 'live' | 'held' | 'withheld';
  liveAt: string | null;
  /** The number of the first release that contains it. */
  release: number | null;
  /** What that release changed; it may contain other publications, too. */
  changedPaths: string[];
  /** Why it is withheld. */
  reason: WithheldReason | null;
};

export type WithheldReason = {
  /** In one sentence, with what to do. */
  detail: string;
  /** The template's own words. */
  message: string;
  /** The template's file, where one is known. */
  template: string | null;
  /** The page that could not be rendered. */
  path: string;
  since: string;
};

export async function publicationState(
  { database }: AuthoringContext,
  { actor, seq }: Pick<Call, 'actor'> & { seq: number },
): Promise<PublicationState> {
  requirePermission(actor, 'entry.read', { kind: 'installation' });
  const { progress, withheld } = await database.read(async (tx) => ({
    progress: await readPublicationProgress(tx, { seq }),
    withheld: await readWithheld(tx, { seq }),
  }));
  if (progress === null) {
    throw new AppError('not-found', `The publication log has no number ${seq}. Check the number.`);
  }
  const { committedAt, isHeld, release } = progress;
  if (withheld !== null) {
    const { message, path, since, template } = withheld;
    const reason = { detail: describeWithheld(withheld), message, template, path, since };
    return { seq, committedAt, state: 'withheld', liveAt: null, release: null, changedPaths: [], reason };
  }
  return {
    seq,
    committedAt,
    state: isHeld ? 'held' : release === null ? 'accepted' : 'live',
    liveAt: release?.finishedAt ?? null,
    release: release?.number ?? null,
    changedPaths: release?.changedPaths ?? [],
    reason: null,
  };
}
