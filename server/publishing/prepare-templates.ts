import { readOrCreateInstallation } from '../store/installation.ts';
import { PROJECT_ROOT } from './project-root.ts';
import type { PublisherOptions } from './publisher.ts';
import { buildTemplates } from './template-build/build-templates.ts';

/** For a process that stands by: when it takes over, nobody waits for its templates. */
export async function prepareTemplates(
  { config, database, log, projectRoot = PROJECT_ROOT }: PublisherOptions,
  signal: AbortSignal,
): Promise<void> {
  const { dataDir, siteUrl } = config;
  try {
    const { templateKey } = await readOrCreateInstallation(database, { now: new Date().toISOString() });
    await buildTemplates({ projectRoot, dataDir, siteUrl, templateKey, log, signal });
  } catch (error) {
    if (!signal.aborted)
      log.warn({ err: error }, 'templates could not be built while this process stands by');
  }
}
