import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { entryTitle } from '../content/entry-title.ts';
import { momentInFull } from '../i18n/when.ts';
import { ScheduleChip } from '../schedules/schedule-chip.tsx';
import { schedulesInState } from '../schedules/schedule-queries.ts';
import { dayOf } from '../schedules/days.ts';
import { WaitingList } from './waiting-list.tsx';

const SHOWN = 6;

/** What is going to be published and withdrawn by itself, the next first. */
export function ComingUp(): ReactNode {
  const { t } = useLingui();
  const schedules = useQuery(schedulesInState('armed')).data ?? [];
  if (schedules.length === 0) return null;
  return (
    <WaitingList
      title={t`Scheduled`}
      more={
        <Link to="/schedules">
          <Trans>Calendar</Trans>
        </Link>
      }
    >
      {schedules.slice(0, SHOWN).map((schedule) => (
        <li key={schedule.id}>
          <Link to="/schedules" search={{ day: dayOf(new Date(schedule.dueAt)) }}>
            {schedule.entries
              .map(({ collection, title }) => entryTitle({ collection, title: title ?? '' }))
              .join(' · ')}
          </Link>
          <span className="soft">{momentInFull(schedule.dueAt)}</span>
          <ScheduleChip schedule={schedule} />
        </li>
      ))}
    </WaitingList>
  );
}
