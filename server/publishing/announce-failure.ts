import type { Kysely } from 'kysely';
import type { Log } from '../log.ts';
import type { Database } from '../store/database.ts';
import type { Tables } from '../store/tables.ts';
import { listSubscribers, tellSubscribers } from '../store/webhook-events.ts';
import type { PublishingProblem } from './publisher-status.ts';

type Failure = {
  /** The publication that is held back, or the newest one that visitors do not get. */
  seq: number;
  /** Whether visitors get everything else. */
  isReleased: boolean;
  code: string;
  /** The template's own words, or ours. */
  message: string;
  template: string | null;
  /** The page that could not be rendered, as far as it is one. */
  path: string | null;
};

/** Tells receivers that visitors do not get all that is published. */
export async function announceFailure(
  tx: Kysely<Tables>,
  { now, seq, ...failure }: Failure & { now: string },
): Promise<void> {
  const subscribers = await listSubscribers(tx, ['release.failed']);
  if (subscribers.length === 0) return;
  const data = { publication: seq, ...failure };
  const happened = [{ event: 'release.failed' as const, data }];
  await tellSubscribers(tx, subscribers, { happened, now, correlationId: null });
}

/** Once for each problem, however often it is tried again. */
export async function announceProblem(
  { database, log }: { database: Database; log: Log },
  { attempts, code, isReleased, issues, message, seq, since, template }: PublishingProblem,
): Promise<void> {
  if (attempts > 1) return;
  const path = issues.find((issue) => issue.path.startsWith('/'))?.path ?? null;
  const failure = { seq, isReleased, code, message: forOthers({ code, message }), template, path };
  try {
    await database.write((tx) => announceFailure(tx, { ...failure, now: since }));
  } catch (error) {
    // The database may be what failed. Nothing else depends on it.
    log.warn({ err: error }, 'receivers of webhooks could not be told of a failure');
  }
}

/** What nobody expected may say anything about this machine. */
function forOthers({ code, message }: Pick<PublishingProblem, 'code' | 'message'>): string {
  return code === 'internal-error'
    ? 'Something went wrong. The log of the process that publishes says what.'
    : message;
}
