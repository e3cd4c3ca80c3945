import { AppError } from '../errors.ts';
import { awaitPublisherJob } from '../publishing/request-publisher-job.ts';
import { isTargetInUse } from '../publishing/target/open-target.ts';
import { readPin } from '../store/target-pins.ts';
import type { Installation } from './open-installation.ts';

/** Longer than it takes where nothing stands in the way. */
const PATIENCE_MS = 60_000;

/**
 * Waits for the process that publishes to erase what was released of an entry. Returns how far that is, for people; throws `publisher-busy` where
 * that process could not do it.
 */
export async function awaitErasure(
  { config, database }: Pick<Installation, 'config' | 'database'>,
  { jobId }: { jobId: string | null },
): Promise<string> {
  if (!isTargetInUse(config.target))
    return 'No process publishes now, so that what was released is still there. Start a server or a worker, or run "stillpress rebuild": that erases it.';
  if ((await readPin(database.db, { target: config.target.kind })) !== null)
    return 'The site is held at a release: pages that may show the entry go within seconds, and what was released is erased after "stillpress release resume".';
  if (jobId === null) return 'The process that publishes erases what was released.';
  try {
    await awaitPublisherJob(database, { id: jobId, timeoutMs: PATIENCE_MS });
    return 'What was released is erased.';
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'publisher-busy') throw error;
    throw new AppError(
      'publisher-busy',
      'What was released could not be erased yet, and is as soon as the site can be published: "stillpress status" says what stands in the way.',
    );
  }
}
