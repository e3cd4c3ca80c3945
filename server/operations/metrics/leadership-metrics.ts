import { Gauge, type Registry } from 'prom-client';
import { readLease } from '../../store/publisher-leases.ts';
import type { PublishingState } from './publishing-metrics.ts';
import type { Reading } from './reading.ts';

type Options = { target: string; publishing: () => PublishingState | null };

/** Which process publishes. */
export function createLeadershipMetrics(registry: Registry, { publishing, target }: Options): Reading {
  const registers = [registry];
  const leads = new Gauge({
    name: 'stillpress_leads',
    help: '1 where this process publishes, 0 where it stands by or has another role.',
    registers,
  });
  const epoch = new Gauge({
    name: 'stillpress_lease_epoch',
    help: 'How often the right to publish has been taken: one more with each process that did.',
    registers,
  });
  return {
    forget: () => {
      epoch.remove();
      leads.set(publishing() === null ? 0 : 1);
    },
    read: async (db) => {
      const lease = await readLease(db, { target });
      if (lease !== null) epoch.set(lease.epoch);
    },
  };
}
