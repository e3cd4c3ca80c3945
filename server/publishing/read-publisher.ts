import type { PublishingStatus } from '../../model/api/publishing-status.ts';
import type { Config } from '../config.ts';
import { readPublisherState } from './publisher-state.ts';
import type { PublisherState } from './publisher-state.ts';
import { isDiskTargetInUse } from './target/disk-target.ts';

export type SeenPublisher = {
  /** Whether a process publishes to the target, whichever data folder it has. */
  isPublishing: boolean;
  /** What the process that publishes, or did last, says of itself; null where it has another data folder. `gone`: it ended without saying so. */
  publisher: (Omit<PublisherState, 'state'> & { state: PublisherState['state'] | 'gone' }) | null;
};

type Places = Pick<Config, 'dataDir' | 'target'>;

/** From any process. The lock of the target knows better than what the process wrote down before it was killed. */
export function readPublisher({ dataDir, target }: Places): SeenPublisher {
  const isPublishing = isDiskTargetInUse(target);
  const known = readPublisherState(dataDir);
  const isGone = known?.state === 'running' && !isPublishing;
  return { isPublishing, publisher: known && (isGone ? { ...known, state: 'gone' } : known) };
}

/** As the API answers it. */
export function readPublishingStatus(places: Places): PublishingStatus {
  const { isPublishing, publisher } = readPublisher(places);
  return {
    isPublishing,
    templateBuild: publisher?.templateBuild ?? null,
    templateProblem: publisher && withoutIssues(publisher.templateProblem),
    problem: publisher && withoutIssues(publisher.problem),
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
