import { isDeepStrictEqual } from 'node:util';
import PQueue from 'p-queue';
import { AppError } from '../../errors.ts';
import { describeProblem } from '../publisher-status.ts';
import type { Problem } from '../publisher-status.ts';
import { buildTemplates, findTemplateBuild, latestTemplateBuild, markUsed } from './build-templates.ts';
import type { BuildTemplatesOptions } from './build-templates.ts';
import { hashContentSteps } from './build-inputs.ts';
import { createRunBuildAhead } from './build-process.ts';
import type { TemplateBuild } from './template-build.ts';

/**
 * The live template build, and a newer one beside it. Templates that compile can still throw, and publications must not wait for
 * somebody to mend them: a new build is a candidate until every page has been rendered with it.
 *
 * - No release yet: what is in `site/` is live on trial, and a newer build replaces it at once.
 * - Live: the last release was rendered with it. A build with another id becomes the candidate, in place of an earlier candidate.
 * - Outdated: live, and of before the steps for content that `site/` declares now. It would show content that has been through them without what
 *   they have moved, so that it is no build to fall back on: nothing is released before there is a candidate that renders.
 * - `promote` makes the candidate live. `reject` drops it and keeps why; `refresh` brings it back if `site/` is still the same.
 */
export type Templates = {
  /** What publications are rendered with. */
  current(): TemplateBuild;
  /** What is in `site/` now, where that is another build than the live one and has not failed. */
  candidate(): TemplateBuild | null;
  /** Why what is in `site/` now is not used; gone with the next good build. */
  problem(): Problem | null;
  /**
   * Resolves once what is in `site/` has been built since this was opened, or `problem` says why it is not used. Idempotent.
   */
  tried: () => Promise<void>;
  /** Builds what is in `site/` now. Throws when it cannot be built; live build and candidate then stay. */
  refresh: () => Promise<void>;
  /** Whether the live build is of before the steps that content may have been through. */
  isOutdated(): boolean;
  /** A release was rendered with this build. */
  promote(build: TemplateBuild): void;
  /** This build could not render a release. Says whether another one goes on. */
  reject(build: TemplateBuild, error: unknown): boolean;
};

type Options = BuildTemplatesOptions & {
  /** The build that the live release was rendered with. */
  provenId?: string | undefined;
  /** Told why what is in `site/` is not used, in words for people, and with null when it can be used again. */
  onProblem?: ((problem: Problem | null) => void) | undefined;
};

/**
 * What the live release was rendered with can be used at once, and nobody waits for what is newer: `tried` builds it. Without it, throws only where
 * there is no earlier build to go on with.
 */
export async function openTemplates(options: Options): Promise<Templates> {
  const { dataDir, provenId, signal, siteUrl } = options;
  const proven = provenId === undefined ? null : findTemplateBuild(dataDir, provenId);
  let onTrial = proven?.siteUrl !== siteUrl;
  let live = onTrial ? latestTemplateBuild(dataDir) : proven;
  let candidate: TemplateBuild | null = null;
  let problem: Problem | null = null;
  const outdatedId = proven !== null && isOutdated(proven, options) ? proven.id : null;
  const tell = createTelling(options);
  const runBuild = options.isWatched === true ? createRunBuildAhead(options) : null;

  // One at a time: which is the live one, and which the candidate, follows from the build before.
  const turns = new PQueue({ concurrency: 1 });
  let firstTry: Promise<void> | null = null;

  async function build(): Promise<void> {
    // However many attempts at new templates fail, this one is not among the old builds that are removed.
    if (live !== null && !onTrial) markUsed(live);
    try {
      const newest = await buildTemplates({ ...options, ...(runBuild && { runBuild }) });
      const replaces = live === null || onTrial || live.id === newest.id;
      if (replaces) live = newest;
      candidate = replaces ? null : newest;
      problem = null;
    } catch (error) {
      problem = describeProblem(error);
      throw error;
    }
  }

  async function tryFirst(): Promise<void> {
    try {
      await turns.add(build);
    } catch (error) {
      if (onTrial && (!(error instanceof AppError) || live?.siteUrl !== siteUrl)) throw error;
      // A build that a stop has broken off says nothing about the templates.
      if (signal?.aborted === true) return;
    }
    tell(problem);
  }

  async function refresh(): Promise<void> {
    try {
      await turns.add(build);
    } finally {
      if (signal?.aborted !== true) tell(problem);
    }
  }

  const tried = (): Promise<void> => (firstTry ??= tryFirst());
  if (onTrial) await tried();
  return {
    current: () => {
      if (live === null) throw new Error('There is no template build');
      return live;
    },
    candidate: () => candidate,
    problem: () => problem,
    tried,
    refresh,
    isOutdated: () => live !== null && live.id === outdatedId,
    promote: (promoted) => {
      live = promoted;
      onTrial = false;
      if (candidate?.id === promoted.id) candidate = null;
    },
    reject: (rejected, error) => {
      if (onTrial || live === null || live.id === rejected.id || live.id === outdatedId) return false;
      if (!(error instanceof AppError) || error.code !== 'template-failed') return false;
      if (candidate?.id === rejected.id) candidate = null;
      problem = describeProblem(error);
      tell(problem);
      return true;
    },
  };
}

/** What an older program has built says nothing of it, and is taken for good as before. */
function isOutdated({ contentSteps }: TemplateBuild, { projectRoot }: Options): boolean {
  return contentSteps !== undefined && contentSteps !== hashContentSteps(projectRoot);
}

/** Resolves once there is a candidate to take the place of an outdated build; throws why there is none. */
export async function requireCandidate(templates: Templates): Promise<void> {
  await templates.tried();
  if (templates.candidate() !== null) return;
  const problem = templates.problem();
  throw new AppError(
    'template-build-failed',
    `${problem?.message ?? 'The templates could not be built.'}\nNothing is released with the templates of before: the site declares steps for its content that they do not know of.`,
    { extra: { template: problem?.template ?? null } },
  );
}

/** Once for each thing that is wrong. The log has it for programs, below what a terminal shows where somebody is told in so many words. */
function createTelling({ log, onProblem }: Options): (problem: Problem | null) => void {
  let told: Problem | null = null;
  return (problem) => {
    if (isDeepStrictEqual(problem, told)) return;
    told = problem;
    if (problem === null) log.info('the templates can be used again');
    else log[onProblem === undefined ? 'error' : 'info']({ problem }, 'the last good template build is used');
    onProblem?.(problem);
  };
}
