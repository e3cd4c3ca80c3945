import { AppError } from '../errors.ts';
import { readPublicationProgress } from '../store/publication-progress.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { requirePermission } from './permission.ts';

export type PublicationState = {
  seq: number;
  committedAt: string;
  /**
   * accepted: it is in the log and cannot be lost. live: a release has brought it to the visitors. held: it waits, since the site was rolled
   * back and has not been resumed.
   */
  state: 'accepted' | 'live' | 'held';
  liveAt: string | null;
  /** The number of the first release that contains it. */
  release: number | null;
  /** What that release changed; it may contain other publications, too. */
  changedPaths: string[];
};

export async function publicationState(
  { database }: AuthoringContext,
  { actor, seq }: Pick<Call, 'actor'> & { seq: number },
): Promise<PublicationState> {
  requirePermission(actor, 'entry.read', { kind: 'installation' });
  const progress = await database.read((tx) => readPublicationProgress(tx, { seq }));
  if (progress === null) {
    throw new AppError('not-found', `The publication log has no number ${seq}. Check the number.`);
  }
  const { committedAt, isHeld, release } = progress;
  return {
    seq,
    committedAt,
    state: isHeld ? 'held' : release === null ? 'accepted' : 'live',
    liveAt: release?.finishedAt ?? null,
    release: release?.number ?? null,
    changedPaths: release?.changedPaths ?? [],
  };
}
