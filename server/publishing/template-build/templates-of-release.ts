import type { Config } from '../../config.ts';
import { AppError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Database } from '../../store/database.ts';
import { readOrCreateInstallation } from '../../store/installation.ts';
import { buildTemplates, findTemplateBuild } from './build-templates.ts';
import type { TemplateBuild } from './template-build.ts';

type Options = {
  database: Database;
  config: Pick<Config, 'dataDir' | 'siteUrl'>;
  log: Log;
  projectRoot: string;
};

/** The build that a release was rendered with. Where its folder is gone it is made again, which needs the templates as they were. */
export async function templatesOfRelease(
  id: string,
  { config, database, log, projectRoot }: Options,
): Promise<TemplateBuild> {
  const { dataDir, siteUrl } = config;
  const known = findTemplateBuild(dataDir, id);
  if (known !== null) return known;
  const { templateKey } = await readOrCreateInstallation(database, { now: new Date().toISOString() });
  const built = await buildTemplates({ projectRoot, dataDir, siteUrl, templateKey, log });
  if (built.id === id) return built;
  throw new AppError(
    'template-build-failed',
    `The live release was rendered with the template build ${id}, which is not in ${dataDir}, and the templates have been changed since. Run "stillpress rebuild" to release the site with the templates as they are now.`,
  );
}
