import type { PublishingStatus } from '../../model/api/publishing-status.ts';
import { readPublisherState } from './publisher-state.ts';
import type { PublisherState, StatePlaces } from './publisher-state.ts';
import { isTargetInUse } from './target/open-target.ts';

export type SeenPublisher = {
  /** Whether a process publishes to the target. */
  isPublishing: boolean;
  /** What the process that publishes, or did last, says of itself; null where none has. `gone`: it ended without saying so. */
  publisher: (Omit<PublisherState, 'state'> & { state: PublisherState['state'] | 'gone' }) | null;
};

/** From any process that sees the target. Its lock knows better than what the process wrote down before it was killed. */
export function readPublisher(config: StatePlaces): SeenPublisher {
  const isPublishing = isTargetInUse(config.target);
  const known = readPublisherState(config);
  const isGone = known?.state === 'running' && !isPublishing;
  return { isPublishing, publisher: known && (isGone ? { ...known, state: 'gone' } : known) };
}

/** For those who look after an installation. */
export function seePublisher(config: StatePlaces) {
  const { isPublishing, publisher } = readPublisher(config);
  const { alarms = [], problem = null, templateProblem = null } = publisher ?? {};
  return { isPublishing, alarms, problem, templateProblem };
}

/** As the API answers it. */
export function readPublishingStatus(config: StatePlaces): Omit<PublishingStatus, 'schedules'> {
  const { isPublishing, publisher } = readPublisher(config);
  return {
    isPublishing,
    templateBuild: publisher?.templateBuild ?? null,
    templateProblem: publisher && withoutIssues(publisher.templateProblem),
    problem: publisher && withoutIssues(publisher.problem),
    alarms: publisher === null ? [] : [...publisher.alarms],
  };
}

/** The message names them. */
function withoutIssues<Described extends { issues: unknown }>(
  problem: Described | null,
): Omit<Described, 'issues'> | null {
  if (problem === null) return null;
  const { issues: _, ...rest } = problem;
  return rest;
}
