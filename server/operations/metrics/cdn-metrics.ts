import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import { readUnpurged } from '../../store/cdn-purges.ts';
import type { Reading } from './reading.ts';

export function createCdnMetrics(registry: Registry): Reading {
  const lag = new Gauge({
    name: 'stillpress_purge_lag_seconds',
    help: 'How long the first release that the cache in front of the site has not been told of has been live; 0 where it knows of all, or there is none.',
    registers: [registry],
  });
  return {
    forget: () => lag.remove(),
    read: async (db, now) => {
      const since = (await readUnpurged(db))?.finishedAt ?? null;
      lag.set(since === null ? 0 : Math.max(0, now.getTime() - Date.parse(since)) / 1_000);
    },
  };
}
