import type { Database } from '../../store/database.ts';
import { countJobs } from '../../store/job-counts.ts';
import { countOpenSchedules } from '../../store/schedule-counts.ts';
import { readNextToFire } from '../../store/schedules.ts';
import { hasOwner } from '../../store/users.ts';
import { fail, ok, warn, worstOf } from './finding.ts';
import type { Check, Finding } from './finding.ts';

/** A job that is due is taken within a second where a worker runs. */
const WAITS_LONG_MS = 60_000;
const WAITS_TOO_LONG_MS = 600_000;

export function checkQueue(database: Database): Check {
  return {
    check: 'queue',
    look: async () => {
      const now = new Date();
      const { dead, dueSince, running, waiting } = await countJobs(database.db, { now: now.toISOString() });
      const waitedMs = dueSince === null ? 0 : now.getTime() - Date.parse(dueSince);
      const doubts: Finding[] = [];
      if (waitedMs >= WAITS_LONG_MS)
        doubts.push({
          state: waitedMs >= WAITS_TOO_LONG_MS ? 'fail' : 'warn',
          says: `a job that is due has waited since ${dueSince}`,
          todo: 'See that a worker runs, and what its log says.',
        });
      if (dead > 0)
        doubts.push(
          warn(
            `${dead} ${dead === 1 ? 'job is' : 'jobs are'} dead`,
            '"stillpress jobs list --state dead" names them, "stillpress jobs retry" tries them again.',
          ),
        );
      return worstOf(doubts, { otherwise: `${waiting} waiting, ${running} running, none dead` });
    },
  };
}

export function checkSchedules(database: Database): Check {
  return {
    check: 'schedules',
    look: async () => {
      const now = new Date();
      const { armed, blocked, missed } = await countOpenSchedules(database.db, { now: now.toISOString() });
      const next = await readNextToFire(database.db);
      const overdueMs = next === null ? 0 : now.getTime() - Date.parse(next.dueAt);
      const doubts: Finding[] = [];
      if (overdueMs >= WAITS_LONG_MS)
        doubts.push(
          fail(
            `one that was due at ${next?.dueAt} has not fired`,
            'See that a worker runs, and what its log says.',
          ),
        );
      if (missed > 0)
        doubts.push(
          fail(
            `${missed} could not be published at their time`,
            '"stillpress schedule list" says why; move them or cancel them.',
          ),
        );
      if (blocked > missed)
        doubts.push(
          warn(
            `${blocked - missed} cannot be published as they are now`,
            '"stillpress schedule list" says why.',
          ),
        );
      return worstOf(doubts, {
        otherwise: `${armed} armed${next === null ? '' : `, the next one at ${next.dueAt}`}`,
      });
    },
  };
}

export function checkAccounts(database: Database): Check {
  return {
    check: 'accounts',
    look: async () =>
      (await database.read((tx) => hasOwner(tx)))
        ? ok('there is an owner')
        : warn(
            'nobody owns this site yet',
            '"stillpress owner-link" prints the link by which the first account is made.',
          ),
  };
}
