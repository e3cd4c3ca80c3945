import { z } from 'zod';
import type { Config } from '../config.ts';
import { handleJob, type JobHandler } from '../jobs/job-engine.ts';
import type { MediaStore } from '../media/media-store.ts';
import type { JobKind } from '../store/add-job.ts';
import type { Database } from '../store/database.ts';
import { createBackup, readNamed } from './create-backup.ts';
import { openBackupPlace } from './open-place.ts';
import { pruneBackups } from './prune-backups.ts';

const BACK_UP = {
  name: 'backup.create',
  payload: z.object({}),
  maxAttempts: 3,
  timeoutMs: 6 * 60 * 60_000,
} satisfies JobKind;

type Parts = { config: Config; database: Database; store: MediaStore };

/** At the times that `BACKUP_AT` names: one is made, and those that nothing keeps any more go. */
export function createBackupHandlers({ config, database, store }: Parts): JobHandler[] {
  const { at, keep } = config.backup;
  if (at === undefined) return [];
  return [
    handleJob(
      BACK_UP,
      async (_, { log }) => {
        const place = openBackupPlace(config.backup);
        try {
          await createBackup({ config, database, log, media: store, place });
          const now = new Date();
          const pruned = await pruneBackups(place, { keep, now, named: await readNamed(database, now) });
          if (pruned.backups.length + pruned.broken.length > 0) log.info(pruned, 'old backups were removed');
        } finally {
          place.close();
        }
      },
      { cron: at },
    ),
  ];
}
