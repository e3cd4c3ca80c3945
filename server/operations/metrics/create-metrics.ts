import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Database } from '../../store/database.ts';
import { createBackupMetrics } from './backup-metrics.ts';
import { createCdnMetrics } from './cdn-metrics.ts';
import { createJobMetrics, type JobEnded } from './job-metrics.ts';
import { createLeadershipMetrics } from './leadership-metrics.ts';
import { createPublishingMetrics, type PublishingState, type Released } from './publishing-metrics.ts';
import type { Reading } from './reading.ts';
import { createRequestMetrics, type RequestAnswered } from './request-metrics.ts';
import { createScheduleMetrics } from './schedule-metrics.ts';

/** What Prometheus reads of this process, and of the installation as this process sees it. */
export type Metrics = {
  contentType: string;
  render: () => Promise<string>;
  scheduleFired: (fired: { latenessMs: number }) => void;
  jobEnded: (ended: JobEnded) => void;
  requestAnswered: (answered: RequestAnswered) => void;
  released: (release: Released) => void;
};

type Sources = {
  /** Null until it is open. */
  database: () => Pick<Database, 'db'> | null;
  now: () => Date;
  target: string;
  appEnv?: string | null;
  /** Null where this process does not publish. */
  publishing?: () => PublishingState | null;
};

export function createMetrics(sources: Sources): Metrics {
  const { appEnv = null, database, now, publishing = () => null, target } = sources;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const isUp = new Gauge({
    name: 'stillpress_database_up',
    help: '1 where the database answered this reading. Where it did not, nothing is said of what is in it.',
    registers: [registry],
  });
  const environment = new Gauge({
    name: 'stillpress_environment_info',
    help: '1, with the name that APP_ENV gives the environment of this process; not there where it gives none.',
    labelNames: ['environment'],
    registers: [registry],
  });
  if (appEnv !== null) environment.set({ environment: appEnv }, 1);
  const { requestAnswered } = createRequestMetrics(registry);
  const schedules = createScheduleMetrics(registry);
  const jobs = createJobMetrics(registry);
  const releases = createPublishingMetrics(registry, { target, publishing });
  const readings: readonly Reading[] = [
    schedules,
    jobs,
    releases,
    createLeadershipMetrics(registry, { target, publishing }),
    createCdnMetrics(registry),
    createBackupMetrics(registry),
  ];

  async function readDatabase(): Promise<void> {
    for (const { forget } of readings) forget();
    const db = database()?.db;
    try {
      if (db === undefined) throw new Error('It is not open yet');
      for (const { read } of readings) await read(db, now());
      isUp.set(1);
    } catch {
      for (const { forget } of readings) forget();
      isUp.set(0);
    }
  }

  return {
    contentType: registry.contentType,
    render: async () => {
      await readDatabase();
      return await registry.metrics();
    },
    scheduleFired: schedules.scheduleFired,
    jobEnded: jobs.jobEnded,
    requestAnswered,
    released: releases.released,
  };
}
