import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Database } from '../store/database.ts';
import { countOpenSchedules } from '../store/schedule-counts.ts';
import { readNextToFire } from '../store/schedules.ts';

/** What Prometheus reads of this process, and of the installation as this process sees it. */
export type Metrics = {
  contentType: string;
  render: () => Promise<string>;
  scheduleFired: (fired: { latenessMs: number }) => void;
};

type Sources = {
  /** Null until it is open. */
  database: () => Pick<Database, 'db'> | null;
  now: () => Date;
};

const LATENESS_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600, 3_600];

export function createMetrics(sources: Sources): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const lateness = new Histogram({
    name: 'stillpress_schedule_lateness_seconds',
    help: 'From the time of a schedule that this process fired until its publication was in the log.',
    buckets: LATENESS_SECONDS,
    registers,
  });
  const schedules = new Gauge({
    name: 'stillpress_schedules',
    help: 'Schedules that have not fired yet, of the whole installation.',
    labelNames: ['state'],
    registers,
  });
  const overdue = new Gauge({
    name: 'stillpress_schedule_overdue_seconds',
    help: 'How long the first schedule that is due has been waiting; 0 where none is.',
    registers,
  });
  const missed = new Gauge({
    name: 'stillpress_schedules_missed',
    help: 'Schedules whose time has come that could not be published: each waits for somebody to move or cancel it.',
    registers,
  });
  const isUp = new Gauge({
    name: 'stillpress_database_up',
    help: '1 where the database answered this reading. Where it did not, nothing is said of what is in it.',
    registers,
  });

  async function readDatabase(): Promise<void> {
    schedules.reset();
    overdue.remove();
    missed.remove();
    try {
      const found = await readSchedules(sources);
      isUp.set(found === null ? 0 : 1);
      if (found === null) return;
      schedules.set({ state: 'armed' }, found.armed);
      schedules.set({ state: 'blocked' }, found.blocked);
      missed.set(found.missed);
      overdue.set(found.overdueMs / 1_000);
    } catch {
      isUp.set(0);
    }
  }

  return {
    contentType: registry.contentType,
    render: async () => {
      await readDatabase();
      return await registry.metrics();
    },
    scheduleFired: ({ latenessMs }) => lateness.observe(latenessMs / 1_000),
  };
}

type Found = Awaited<ReturnType<typeof countOpenSchedules>> & { overdueMs: number };

async function readSchedules({ database, now }: Sources): Promise<Found | null> {
  const db = database()?.db;
  if (db === undefined) return null;
  const open = await countOpenSchedules(db, { now: now().toISOString() });
  const next = await readNextToFire(db);
  const overdueMs = next === null ? 0 : Math.max(0, now().getTime() - Date.parse(next.dueAt));
  return { ...open, overdueMs };
}
