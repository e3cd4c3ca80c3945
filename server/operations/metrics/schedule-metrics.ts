import { Gauge, Histogram } from 'prom-client';
import type { Registry } from 'prom-client';
import { countOpenSchedules } from '../../store/schedule-counts.ts';
import { readNextToFire } from '../../store/schedules.ts';
import type { Reading } from './reading.ts';

const LATENESS_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600, 3_600];

export function createScheduleMetrics(registry: Registry): Reading & {
  scheduleFired: (fired: { latenessMs: number }) => void;
} {
  const registers = [registry];
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
  return {
    scheduleFired: ({ latenessMs }) => lateness.observe(latenessMs / 1_000),
    forget: () => {
      schedules.reset();
      overdue.remove();
      missed.remove();
    },
    read: async (db, now) => {
      const open = await countOpenSchedules(db, { now: now.toISOString() });
      const next = await readNextToFire(db);
      schedules.set({ state: 'armed' }, open.armed);
      schedules.set({ state: 'blocked' }, open.blocked);
      missed.set(open.missed);
      overdue.set(next === null ? 0 : Math.max(0, now.getTime() - Date.parse(next.dueAt)) / 1_000);
    },
  };
}
