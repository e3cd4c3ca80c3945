import type { Config } from '../../config.ts';
import type { Database } from '../../store/database.ts';
import { readInstallationStatus, type InstallationStatus } from '../installation-status.ts';
import { checkBackups } from './check-backups.ts';
import { checkCdn } from './check-cdn.ts';
import { checkClock } from './check-database.ts';
import { checkPublisher, checkTarget, checkTemplates } from './check-publishing.ts';
import type { PublisherSeen, SampledFiles } from './check-publishing.ts';
import { checkQueue, checkSchedules } from './check-work.ts';
import type { Check } from './finding.ts';

export type Looking = {
  config: Config;
  database: Database;
  /** From the process that publishes, or did last. */
  seen: () => PublisherSeen;
  /** Whether some files are as they were released; null: they are not looked at. */
  sample: (status: InstallationStatus) => Promise<SampledFiles | null>;
};

/** What can be looked at wherever the tables are there: by the command line, and by a process that answers. */
export function installationChecks({ config, database, sample, seen }: Looking): readonly Check[] {
  const status = (): Promise<InstallationStatus> => readInstallationStatus({ config, database });
  return [
    checkClock(database),
    checkQueue(database),
    checkSchedules(database),
    checkPublisher(status, seen),
    checkTemplates(status, seen),
    checkTarget(status, sample),
    checkCdn(database, config),
    checkBackups(database, config),
  ];
}
