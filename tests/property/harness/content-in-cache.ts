import Sqlite from 'better-sqlite3';
import type { ClockValues } from '../../../model/publication.ts';

/** What the target is at, and the time that pages are to show. */
type Moment = { clock: ClockValues; releaseId: string };

/** Whether the publisher knows what time it is, and has released every page that this made another one. */
export function isReleased(cacheFile: string, { clock, releaseId }: Moment): boolean {
  let connection: Sqlite.Database | undefined;
  try {
    connection = new Sqlite(cacheFile, { readonly: true, fileMustExist: true });
    const row = connection.prepare(STATE).get({ releaseId }) as { clock: string; waiting: number };
    const known = JSON.parse(row.clock) as ClockValues;
    const isSameTime = known.hour === clock.hour && known.day === clock.day && known.year === clock.year;
    return isSameTime && row.waiting === 0;
  } catch (error) {
    // One that was deleted is made again in its own time.
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_')) return false;
    throw error;
  } finally {
    connection?.close();
  }
}

const STATE = `SELECT clock,
  NOT EXISTS (SELECT 1 FROM graph WHERE role = 'live' AND release_id = @releaseId)
    OR EXISTS (SELECT 1 FROM unreleased_file)
    OR EXISTS (SELECT 1 FROM page JOIN graph USING (graph_id) WHERE role = 'live' AND dirty_since IS NOT NULL) AS waiting
  FROM cache_state`;
