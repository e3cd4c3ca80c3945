import type { Keep } from '../config-backup.ts';

type Dated = { id: string; createdAt: string };

/** Those that nothing keeps. The newest one always stays. */
export function chooseToPrune<Backup extends Dated>(backups: readonly Backup[], keep: Keep): Backup[] {
  const newestFirst = backups.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  const kept = new Set(newestFirst.slice(0, 1).map(({ id }) => id));
  for (const { count, periodOf } of [
    { count: keep.daily, periodOf: dayOf },
    { count: keep.weekly, periodOf: weekOf },
    { count: keep.monthly, periodOf: monthOf },
  ]) {
    const seen = new Set<string>();
    for (const { createdAt, id } of newestFirst) {
      const period = periodOf(createdAt);
      if (seen.has(period)) continue;
      if (seen.size === count) break;
      seen.add(period);
      kept.add(id);
    }
  }
  return newestFirst.filter(({ id }) => !kept.has(id));
}

function dayOf(at: string): string {
  return at.slice(0, 10);
}

function monthOf(at: string): string {
  return at.slice(0, 7);
}

const DAY_MS = 24 * 60 * 60_000;

/** By its Monday. */
function weekOf(at: string): string {
  const day = new Date(`${dayOf(at)}T00:00:00.000Z`);
  return new Date(day.getTime() - ((day.getUTCDay() + 6) % 7) * DAY_MS).toISOString().slice(0, 10);
}
