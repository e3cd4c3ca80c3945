import { Gauge, Histogram } from 'prom-client';
import type { Registry } from 'prom-client';
import { countJobs } from '../../store/job-counts.ts';
import type { Reading } from './reading.ts';

const JOB_SECONDS = [0.01, 0.05, 0.1, 0.5, 1, 5, 30, 120, 600];

export type JobEnded = { kind: string; outcome: 'done' | 'failed' | 'dead' | 'given-back'; ms: number };

export function createJobMetrics(registry: Registry): Reading & { jobEnded: (ended: JobEnded) => void } {
  const registers = [registry];
  const jobs = new Gauge({
    name: 'stillpress_jobs',
    help: 'Jobs of the whole installation that are not done: mail, webhooks, media and what recurs.',
    labelNames: ['state'],
    registers,
  });
  const overdue = new Gauge({
    name: 'stillpress_job_overdue_seconds',
    help: 'How long the first job that is due has been waiting; 0 where none is.',
    registers,
  });
  const seconds = new Histogram({
    name: 'stillpress_job_seconds',
    help: 'How long attempts at jobs took in this process, by their kind and what became of them.',
    labelNames: ['kind', 'outcome'],
    buckets: JOB_SECONDS,
    registers,
  });
  return {
    jobEnded: ({ kind, ms, outcome }) => seconds.observe({ kind, outcome }, ms / 1_000),
    forget: () => {
      jobs.reset();
      overdue.remove();
    },
    read: async (db, now) => {
      const { dead, dueSince, running, waiting } = await countJobs(db, { now: now.toISOString() });
      for (const [state, count] of Object.entries({ dead, running, waiting })) jobs.set({ state }, count);
      overdue.set(dueSince === null ? 0 : Math.max(0, now.getTime() - Date.parse(dueSince)) / 1_000);
    },
  };
}
