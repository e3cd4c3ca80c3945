import { Cron } from 'croner';
import type { Config } from '../../config.ts';
import { readBackupState } from '../../store/backup-state.ts';
import type { Database } from '../../store/database.ts';
import { fail, ok, warn } from './finding.ts';
import type { Check } from './finding.ts';

/** A backup takes its time. */
const SLACK_MS = 2 * 60 * 60_000;

export function checkBackups(database: Database, { backup }: Pick<Config, 'backup'>): Check {
  return {
    check: 'backups',
    look: async () => {
      const { error = null, failingSince = null, madeAt = null } = (await readBackupState(database.db)) ?? {};
      if (failingSince !== null)
        return fail(
          `none could be made since ${failingSince}: ${error}`,
          'Mend what the message names, then run "stillpress backup create".',
        );
      if (madeAt === null)
        return warn(
          'none was ever made by Stillpress',
          'Set BACKUP_AT and BACKUP_TO (docs/backup.md), or see that something else backs up the database and media.',
        );
      const said = `the newest is of ${madeAt}`;
      if (backup.at === undefined)
        return warn(`${said}, and none is made by itself`, 'Set BACKUP_AT, such as "17 2 * * *".');
      const due = new Cron(backup.at, { timezone: 'UTC', paused: true }).nextRun(new Date(madeAt));
      if (due !== null && Date.now() - due.getTime() > SLACK_MS)
        return fail(
          `${said}, and one was due at ${due.toISOString()}`,
          'See that a worker runs: it makes them.',
        );
      return ok(said);
    },
  };
}
