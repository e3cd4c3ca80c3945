import { AppError } from '../errors.ts';
import type { FieldIssue } from '../errors.ts';
import type { WithheldPublication } from '../store/withheld-publications.ts';
import type { IdleStatus } from './idle/idle-work.ts';
import type { ReleaseSummary } from './release/make-release.ts';

/** What `stillpress status` and the health checks show. */
export type PublisherStatus = {
  state: 'idle' | 'publishing' | 'stopped';
  /** What visitors read. Null before the first release. */
  live: { releaseId: string; releaseNumber: number; seq: number; templateBuild: string } | null;
  templateBuild: string;
  lastRelease: ReleaseSummary | null;
  /** Why the newest publications, or some pages, are not public as they should be; gone with the next release that has all of it. */
  problem: PublishingProblem | null;
  /** What is in the log and not shown, each with why. */
  withheld: readonly WithheldPublication[];
  /** What was found while nothing was published. */
  idle: IdleStatus;
  /** Why the templates as they are now are not used; gone with the next good build. */
  templateProblem: Problem | null;
};

export type Problem = {
  code: string;
  message: string;
  /** The template's file, with line and column, as far as they are known. */
  template: string | null;
  issues: readonly FieldIssue[];
};

export type PublishingProblem = Problem & {
  /** The newest publication at that time. */
  seq: number;
  /** Visitors have everything but the pages that are named; false: nothing was released. */
  isReleased: boolean;
  since: string;
  attempts: number;
  /** Sooner if something new is published. */
  retryAt: string;
};

export function describeProblem(error: unknown): Problem {
  if (!(error instanceof AppError)) {
    return { code: 'internal-error', message: String(error), template: null, issues: [] };
  }
  const { extra, issues } = error.details;
  const template = extra?.['template'];
  return {
    code: error.code,
    message: error.message,
    template: typeof template === 'string' ? template : null,
    issues: issues ?? [],
  };
}
