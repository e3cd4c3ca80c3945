import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import { readBackupState } from '../../store/backup-state.ts';
import type { Reading } from './reading.ts';

export function createBackupMetrics(registry: Registry): Reading {
  const registers = [registry];
  const age = new Gauge({
    name: 'stillpress_backup_age_seconds',
    help: 'How old the newest backup is; not there where none was ever made.',
    registers,
  });
  const failing = new Gauge({
    name: 'stillpress_backup_failing',
    help: '1 where the last attempt to make a backup has failed.',
    registers,
  });
  return {
    forget: () => {
      age.remove();
      failing.remove();
    },
    read: async (db, now) => {
      const state = await readBackupState(db);
      failing.set(state?.failingSince == null ? 0 : 1);
      const madeAt = state?.madeAt ?? null;
      if (madeAt !== null) age.set((now.getTime() - Date.parse(madeAt)) / 1_000);
    },
  };
}
