import { AppError } from '../../errors.ts';
import { describeProblem } from '../publisher-status.ts';
import type { Problem } from '../publisher-status.ts';
import { buildTemplates, latestTemplateBuild } from './build-templates.ts';
import type { BuildTemplatesOptions } from './build-templates.ts';
import type { TemplateBuild } from './template-build.ts';

/** The template build in use, and why it is not the newest one where it is not. */
export type Templates = {
  current(): TemplateBuild;
  problem(): Problem | null;
  /** Builds what is in `site/` now. Throws when it cannot be built; the build in use then stays. */
  refresh(): Promise<void>;
};

/** Throws only where there is no earlier build to go on with. */
export async function openTemplates(options: BuildTemplatesOptions): Promise<Templates> {
  let build = latestTemplateBuild(options.dataDir);
  let problem: Problem | null = null;

  async function refresh(): Promise<void> {
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
    if (!(error instanceof AppError) || build?.siteUrl !== options.siteUrl) throw error;
    options.log.error({ problem, templateBuild: build.id }, 'the last good template build is used');
  }
  return {
    current: () => {
      if (build === null) throw new Error('There is no template build');
      return build;
    },
    problem: () => problem,
    refresh,
  };
}
