import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cancelSchedule } from '../../../server/authoring/cancel-schedule.ts';
import { AppError } from '../../../server/errors.ts';
import { createMetrics, type Metrics } from '../../../server/operations/metrics/create-metrics.ts';
import { DIALECTS } from '../../support/databases.ts';
import { openScheduleDesk, type ScheduleDesk } from './schedule-desk.ts';

describe.each(DIALECTS)('what is measured of schedules on %s', (dialect) => {
  let desk: ScheduleDesk;
  let metrics: Metrics;
  beforeEach(async () => {
    desk = await openScheduleDesk(dialect);
    metrics = createMetrics({ database: () => desk.database, now: desk.context.now, target: 'disk' });
    desk.context.scheduleFired = metrics.scheduleFired;
  });
  afterEach(() => desk.close());

  async function measured(): Promise<string[]> {
    return (await metrics.render()).split('\n').filter((line) => line.startsWith('stillpress_'));
  }

  it('are those to come, how long the first one waits, and how late each was', async () => {
    const schedule = await desk.plan(await desk.post());
    expect(await measured()).toEqual(
      expect.arrayContaining([
        'stillpress_schedules{state="armed"} 1',
        'stillpress_schedules_missed 0',
        'stillpress_schedule_overdue_seconds 0',
        'stillpress_schedule_lateness_seconds_count 0',
      ]),
    );
    desk.due('2026-03-01T12:00:07.000Z');
    expect(await measured()).toContain('stillpress_schedule_overdue_seconds 7');
    expect(await desk.fire(schedule.id)).toBe('fired');
    expect(await measured()).toEqual(
      expect.arrayContaining([
        'stillpress_schedules{state="armed"} 0',
        'stillpress_schedule_overdue_seconds 0',
        'stillpress_schedule_lateness_seconds_bucket{le="5"} 0',
        'stillpress_schedule_lateness_seconds_bucket{le="10"} 1',
        'stillpress_schedule_lateness_seconds_sum 7',
        'stillpress_schedule_lateness_seconds_count 1',
      ]),
    );
  });

  it('count one that is blocked when it is due as missed, and as waiting no more, until it is cancelled', async () => {
    const schedule = await desk.plan(await desk.post());
    desk.templates.refuse = new AppError('template-failed', 'It cannot be shown.');
    desk.due('2026-03-01T12:00:01.000Z');
    expect(await desk.fire(schedule.id)).toBe('blocked');
    expect(await measured()).toEqual(
      expect.arrayContaining([
        'stillpress_schedules{state="armed"} 0',
        'stillpress_schedules{state="blocked"} 1',
        'stillpress_schedules_missed 1',
        'stillpress_schedule_overdue_seconds 0',
        'stillpress_schedule_lateness_seconds_count 0',
      ]),
    );
    await cancelSchedule(desk.context, { ...desk.call, id: schedule.id });
    expect(await measured()).toContain('stillpress_schedules_missed 0');
  });

  it('count none as missed that is blocked before its time', async () => {
    desk.templates.refuse = new AppError('template-failed', 'It cannot be shown.');
    await desk.plan(await desk.post());
    expect(await measured()).toEqual(
      expect.arrayContaining(['stillpress_schedules{state="blocked"} 1', 'stillpress_schedules_missed 0']),
    );
  });

  it('say nothing of the database where that is away, and that it is', async () => {
    await desk.plan(await desk.post());
    await measured();
    let database: typeof desk.database | null = null;
    metrics = createMetrics({ database: () => database, now: desk.context.now, target: 'disk' });
    expect((await measured()).join()).not.toContain('stillpress_schedules{');
    expect(await measured()).toContain('stillpress_database_up 0');
    database = desk.database;
    expect(await measured()).toContain('stillpress_database_up 1');
  });
});
