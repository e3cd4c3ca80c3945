import type { LogPosition } from '../../model/publication.ts';
import { AppError } from '../errors.ts';
import { appendEvent } from '../store/events.ts';
import type { PublishingTools } from './publishing-tools.ts';
import { describeProblem } from './publisher-status.ts';
import type { PublishingProblem } from './publisher-status.ts';

/** What could not be released, or only in part, and when it is tried again: later and later, or at once when there is something new. */
export type FailureRecord = {
  note(error: unknown, outcome: { isReleased: boolean }): PublishingProblem;
  clear(): void;
  /** Whether exactly this state failed, and is not to be tried again yet. */
  isHeldBack: (position: LogPosition) => boolean;
  problem: () => PublishingProblem | null;
  stop(): void;
};

const RETRY_FIRST_MS = 1_000;
/** A template that fails is mended by a person: trying more often would only fill the log. */
const RETRY_MAX_MS = 5 * 60_000;

export function createFailureRecord(
  { cache, database, log, templates }: PublishingTools,
  { retry }: { retry: () => void },
): FailureRecord {
  let failure: { problem: PublishingProblem; templateBuild: string } | null = null;
  let timer: NodeJS.Timeout | undefined;

  function isSameState({ seq }: { seq: number }): boolean {
    return failure?.problem.seq === seq && failure.templateBuild === templates.current().id;
  }

  function seqNow(): number {
    try {
      return cache.position().seq;
    } catch {
      // The content cache may be what failed, which has to be told too.
      return failure?.problem.seq ?? 0;
    }
  }

  /** The database may be what failed. What stands in the way is said by whoever is asked for the status, too. */
  function tellOf({ seq }: PublishingProblem): void {
    const at = new Date().toISOString();
    const event = { at, kind: 'release.failed', actorId: null, correlationId: null } as const;
    database
      .write((tx) => appendEvent(tx, { ...event, about: { publication: seq } }))
      .catch((error: unknown) => log.debug({ err: error }, 'nobody could be told of it'));
  }

  return {
    note: (error, { isReleased }) => {
      const seq = seqNow();
      const before = isSameState({ seq }) ? failure?.problem : undefined;
      const attempts = (before?.attempts ?? 0) + 1;
      const now = Date.now();
      const delayMs = Math.min(RETRY_FIRST_MS * 2 ** (attempts - 1), RETRY_MAX_MS);
      const problem: PublishingProblem = {
        ...describeProblem(error),
        seq,
        isReleased,
        since: before?.since ?? new Date(now).toISOString(),
        attempts,
        retryAt: new Date(now + delayMs).toISOString(),
      };
      // A database that is away would otherwise say so at every poll.
      const level = before?.message === problem.message ? 'debug' : 'error';
      const seen = isReleased ? 'some pages' : 'the site';
      // What a template or a publication does wrong has its place in the message: our own stack says nothing.
      const err = error instanceof AppError ? {} : { err: error };
      log[level]({ ...err, problem }, `publishing failed; visitors see ${seen} as before`);
      if (level === 'error') tellOf(problem);
      failure = { problem, templateBuild: templates.current().id };
      clearTimeout(timer);
      timer = setTimeout(retry, delayMs);
      return problem;
    },
    clear: () => {
      failure = null;
      clearTimeout(timer);
    },
    isHeldBack: (position) =>
      failure !== null && isSameState(position) && Date.now() < Date.parse(failure.problem.retryAt),
    problem: () => failure?.problem ?? null,
    stop: () => clearTimeout(timer),
  };
}
