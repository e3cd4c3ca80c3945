import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { duration } from '../publish/duration.ts';
import type { Schedule } from './schedule-queries.ts';
import '../ui/state-chip.css';

/** What has become of a schedule, in a word. */
export function ScheduleChip({ schedule: { isLate, latenessMs, state } }: { schedule: Schedule }): ReactNode {
  const { t } = useLingui();
  if (state === 'fired') {
    const late = duration(latenessMs ?? 0);
    return (
      <span className={`state-chip ${isLate ? 'changed' : 'live'}`}>
        {isLate ? t`Fired ${late} late` : t`Fired`}
      </span>
    );
  }
  if (state === 'armed')
    return (
      <span className={`state-chip ${isLate ? 'changed' : 'scheduled'}`}>{isLate ? t`Late` : t`Waits`}</span>
    );
  return (
    <span className={`state-chip ${state === 'blocked' ? 'withheld' : 'draft'}`}>
      {state === 'blocked' ? t`Blocked` : t`Cancelled`}
    </span>
  );
}
