import { plural } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import { useEffect, useRef } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { entryTitle } from '../content/entry-title.ts';
import type { Day } from './day.ts';
import { dayByKey, dayOf, startOf } from './days.ts';
import type { Schedule } from './schedule-queries.ts';
import './schedules.css';

type CalendarProps = {
  weeks: readonly (readonly Day[])[];
  day: Day;
  byDay: ReadonlyMap<Day, readonly Schedule[]>;
  onDay: (day: Day) => void;
  isWeek: boolean;
};

const SHOWN_IN_MONTH = 3;
const SHOWN_IN_WEEK = 12;

/** A month or a week, day by day. One day is in the tab order; arrows, Home, End and Page keys lead to the others. */
export function Calendar({ byDay, day, isWeek, onDay, weeks }: CalendarProps): ReactNode {
  const { i18n, t } = useLingui();
  const table = useRef<HTMLTableElement>(null);
  const isMoving = useRef(false);
  useEffect(() => {
    if (!isMoving.current) return;
    isMoving.current = false;
    table.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }, [day]);
  const move = (event: KeyboardEvent): void => {
    const next = event.ctrlKey || event.metaKey || event.altKey ? null : dayByKey(day, event.key);
    if (next === null) return;
    event.preventDefault();
    isMoving.current = true;
    onDay(next);
  };
  const today = dayOf(new Date());
  const month = day.slice(0, 7);
  return (
    <table
      ref={table}
      role="grid"
      aria-label={t`Calendar`}
      className={isWeek ? 'calendar week' : 'calendar'}
      onKeyDown={move}
    >
      <thead>
        <tr>
          {weeks[0]?.map((one) => (
            <th key={one} scope="col" abbr={i18n.date(startOf(one), { weekday: 'long' })}>
              {i18n.date(startOf(one), { weekday: 'short' })}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week[0]}>
            {week.map((one) => {
              const those = byDay.get(one) ?? [];
              const date = i18n.date(startOf(one), { dateStyle: 'full' });
              const count = plural(those.length, { one: '# schedule', other: '# schedules' });
              const name = those.length === 0 ? date : `${date}, ${count}`;
              const looks = [
                one.startsWith(month) || isWeek ? '' : 'other-month',
                one === today ? 'today' : '',
              ];
              return (
                <td key={one} aria-selected={one === day} className={looks.join(' ')}>
                  <button
                    type="button"
                    tabIndex={one === day ? 0 : -1}
                    aria-current={one === today ? 'date' : undefined}
                    onClick={() => onDay(one)}
                  >
                    <span className="for-screen-readers">{name}</span>
                    <span className="calendar-day" aria-hidden="true">
                      {Number(one.slice(8))}
                    </span>
                    <DayMarks schedules={those} shown={isWeek ? SHOWN_IN_WEEK : SHOWN_IN_MONTH} />
                  </button>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type DayMarksProps = { schedules: readonly Schedule[]; shown: number };

function DayMarks({ schedules, shown }: DayMarksProps): ReactNode {
  const { i18n } = useLingui();
  return (
    <span className="calendar-marks" aria-hidden="true">
      {schedules.slice(0, shown).map(({ dueAt, entries, id, isLate, state }) => (
        <span key={id} className={`calendar-mark ${isLate && state === 'armed' ? 'late' : state}`}>
          {i18n.date(new Date(dueAt), { timeStyle: 'short' })} {firstTitle(entries)}
        </span>
      ))}
      {schedules.length > shown && <span className="calendar-more">+{schedules.length - shown}</span>}
    </span>
  );
}

function firstTitle([first]: Schedule['entries']): string {
  return entryTitle({ title: first?.title ?? '', collection: first?.collection ?? null });
}
