import { AppError } from '../../errors.ts';
import { describeProblem } from '../publisher-status.ts';
import type { Problem } from '../publisher-status.ts';
import { buildTemplates, findTemplateBuild, latestTemplateBuild, markUsed } from './build-templates.ts';
import type { BuildTemplatesOptions } from './build-templates.ts';
import type { TemplateBuild } from './template-build.ts';

/**
 * The template build in use, and why it is not the newest one where it is not. A new build is on trial until a release has been
 * rendered with it: templates that compile can still throw, and publications must not wait for somebody to mend them.
 */
export type Templates = {
  /** The build of the release that visitors see; before the first one, the newest. */
  current(): TemplateBuild;
  /** A newer build, whose pages are to be rendered before it takes the place of the current one. */
  candidate(): TemplateBuild | null;
  problem(): Problem | null;
  /** Builds what is in `site/` now. Throws when it cannot be built; the build in use then stays. */
  refresh(): Promise<void>;
  /** A release was rendered with it. */
  promote(build: TemplateBuild): void;
  /** A release could not be rendered with it. Says whether the build that rendered the last one is in use again. */
  reject(build: TemplateBuild, error: unknown): boolean;
};

type Options = BuildTemplatesOptions & {
  /** The build that the live release was rendered with. */
  provenId?: string | undefined;
};

/** Throws only where there is no earlier build to go on with. */
export async function openTemplates(options: Options): Promise<Templates> {
  const { dataDir, log, provenId, siteUrl } = options;
  let proven = provenId === undefined ? null : findTemplateBuild(dataDir, provenId);
  if (proven?.siteUrl !== siteUrl) proven = null;
  let build = proven ?? latestTemplateBuild(dataDir);
  let problem: Problem | null = null;

  async function refresh(): Promise<void> {
    // However many attempts at new templates fail, this one is not among the old builds that are removed.
    if (proven !== null) markUsed(proven);
    try {
      build = await buildTemplates(options);
      problem = null;
    } catch (error) {
      problem = describeProblem(error);
      throw error;
    }
  }

  try {
    await refresh();
  } catch (error) {
    if (!(error instanceof AppError) || build?.siteUrl !== siteUrl) throw error;
    log.error({ problem, templateBuild: build.id }, 'the last good template build is used');
  }
  return {
    current: () => {
      const live = proven ?? build;
      if (live === null) throw new Error('There is no template build');
      return live;
    },
    candidate: () => (proven === null || build === null || proven.id === build.id ? null : build),
    problem: () => problem,
    refresh,
    promote: (accepted) => {
      proven = accepted;
    },
    reject: (rejected, error) => {
      if (proven === null || proven.id === rejected.id) return false;
      if (!(error instanceof AppError) || error.code !== 'template-failed') return false;
      build = proven;
      problem = describeProblem(error);
      log.error(
        { err: error, rejected: rejected.id, templateBuild: build.id },
        'the last good template build is used',
      );
      return true;
    },
  };
}
