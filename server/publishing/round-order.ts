import type { StepWork } from '../../content-cache/step.ts';
import type { LogPosition } from '../../model/publication.ts';
import type { AppError } from '../errors.ts';
import type { TakenJob } from '../store/publisher-jobs.ts';
import type { CaughtUp } from './follow-log.ts';
import type { GraphRendered } from './plan/render-graph.ts';
import type { ProvenPages } from './prove-changes.ts';
import type { RebuildOrder } from './publishing-tools.ts';
import type { ReleaseWork } from './release/make-release.ts';
import type { Stages } from './release/stages.ts';

export type RoundOptions = {
  rebuild: RebuildOrder | null;
  /** Not yet again: this state could not be released a moment ago. */
  isHeldBack: (position: LogPosition) => boolean;
  /** What was taken down and is to be gone after this round. */
  takedowns: readonly TakenJob[];
  /** Something has been signalled since the round began. */
  isInterrupted: () => boolean;
  /** Something is published within a moment: nothing is to begin that takes its time. */
  isExpecting: () => boolean;
  /** Aborted once something waits that a page without end would keep waiting. */
  until: AbortSignal;
  takeProven(foreseen: CaughtUp['foreseen']): ProvenPages;
  /** Another round is to follow at once. */
  again(): void;
  /** From now on the round is at work. */
  onRelease(): void;
  /** Visitors see this position now; `problem` names pages that stay as they were. */
  onLive(position: LogPosition, problem: AppError | null): void;
};

export type Following = CaughtUp & { clockWork: StepWork | null };

export type LiveOrder = { caught: Following; options: RoundOptions; stages: Stages };

export function workOf(
  { clockWork, work }: Following,
  { pagesProven, pagesRendered }: Pick<GraphRendered, 'pagesProven' | 'pagesRendered'>,
): ReleaseWork {
  const steps = [...work, ...(clockWork === null ? [] : [clockWork])];
  const sum = (valueOf: (step: StepWork) => number): number =>
    steps.reduce((total, step) => total + valueOf(step), 0);
  return {
    rowsRead: sum(({ readsLookedUp }) => readsLookedUp),
    readsReevaluated: sum(({ readsEvaluated }) => readsEvaluated),
    readsChanged: sum(({ readsChanged }) => readsChanged.length),
    pagesRendered,
    pagesProven,
  };
}
