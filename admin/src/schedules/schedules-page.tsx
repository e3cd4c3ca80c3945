import { Trans, useLingui } from '@lingui/react/macro';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { CalendarClock, ChevronLeft, ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { MessageBox } from '../ui/message.tsx';
import { useMedia } from '../ui/use-media.ts';
import { Calendar } from './calendar.tsx';
import type { Day } from './day.ts';
import { addDays, addMonths, dayOf, monthOf, startOf, weekOf } from './days.ts';
import { ScheduleRow } from './schedule-row.tsx';
import { schedulesInState, schedulesQuery, type Schedule } from './schedule-queries.ts';
import { readScheduleView } from './schedule-view.ts';
import '../ui/page.css';
import '../ui/row-list.css';
import './schedules.css';

const route = getRouteApi('/signed-in/schedules');

/** What is going to be published and withdrawn by itself, what was, and what stands in the way. */
export function SchedulesPage(): ReactNode {
  const { i18n, t } = useLingui();
  const { day: chosen, view } = readScheduleView(route.useSearch());
  const navigate = route.useNavigate();
  const isWide = useMedia('(width >= 768px)');
  const day = chosen ?? dayOf(new Date());
  const isWeek = view === 'week';
  const weeks = isWeek ? [weekOf(day)] : monthOf(day);
  const { from, to } = periodOf(weeks, day);
  const period = useQuery({ ...schedulesQuery({ from, to }), placeholderData: keepPreviousData });
  const byDay = Map.groupBy(period.data ?? [], ({ dueAt }) => dayOf(new Date(dueAt)));
  const go = (next: Day): void =>
    void navigate({ search: (before) => ({ ...before, day: next }), replace: true });
  const turn = (count: number): void => go(isWeek ? addDays(day, count * 7) : addMonths(day, count));
  const name = isWeek
    ? `${i18n.date(startOf(weeks[0]?.[0] ?? day), { dateStyle: 'medium' })} – ${i18n.date(startOf(weeks[0]?.at(-1) ?? day), { dateStyle: 'medium' })}`
    : i18n.date(startOf(day), { month: 'long', year: 'numeric' });
  return (
    <div className="wide-page schedules-page">
      <title>{t`Schedules · Stillpress`}</title>
      <header className="page-head">
        <h1>
          <Trans>Schedules</Trans>
        </h1>
        {isWide && (
          <select
            className="list-choice"
            aria-label={t`View`}
            value={isWeek ? 'week' : 'month'}
            onChange={({ target }) =>
              void navigate({
                search: () => (target.value === 'week' ? { day, view: 'week' as const } : { day }),
                replace: true,
              })
            }
          >
            <option value="month">{t`Month`}</option>
            <option value="week">{t`Week`}</option>
          </select>
        )}
      </header>
      <Blocked />
      <div className="period">
        <Button look="quiet" label={t`Earlier`} onClick={() => turn(-1)}>
          <ChevronLeft />
        </Button>
        <h2 aria-live="polite">{name}</h2>
        <Button look="quiet" label={t`Later`} onClick={() => turn(1)}>
          <ChevronRight />
        </Button>
        <Button look="quiet" onClick={() => go(dayOf(new Date()))}>
          <Trans>Today</Trans>
        </Button>
      </div>
      {period.error !== null && <MessageBox message={{ kind: 'problem', text: period.error.message }} />}
      {isWide && <Calendar weeks={weeks} day={day} byDay={byDay} onDay={go} isWeek={isWeek} />}
      {period.data !== undefined && (
        <Ledger day={isWide ? chosen : undefined} byDay={byDay} all={inMonth(period.data, { day, isWeek })} />
      )}
    </div>
  );
}

/** Those that cannot be published as things are, whenever they are due. */
function Blocked(): ReactNode {
  const blocked = useQuery(schedulesInState('blocked')).data ?? [];
  if (blocked.length === 0) return null;
  return (
    <section className="blocked-schedules" aria-labelledby="blocked-schedules">
      <h2 id="blocked-schedules">
        <Trans>Cannot be published as things are</Trans>
      </h2>
      <ul className="row-list">
        {blocked.map((schedule) => (
          <ScheduleRow key={schedule.id} schedule={schedule} />
        ))}
      </ul>
    </section>
  );
}

type LedgerProps = {
  /** That somebody has chosen on the calendar. */
  day: Day | undefined;
  byDay: ReadonlyMap<Day, readonly Schedule[]>;
  all: readonly Schedule[];
};

/** Of the chosen day, and of the whole period. */
function Ledger({ all, byDay, day }: LedgerProps): ReactNode {
  const { i18n, t } = useLingui();
  const date = day === undefined ? '' : i18n.date(startOf(day), { dateStyle: 'full' });
  const ofDay = day === undefined ? [] : (byDay.get(day) ?? []);
  return (
    <>
      {ofDay.length > 0 && (
        <section className="ledger" aria-label={date}>
          <h2>{date}</h2>
          <ul className="row-list">
            {ofDay.map((schedule) => (
              <ScheduleRow key={schedule.id} schedule={schedule} />
            ))}
          </ul>
        </section>
      )}
      <section className="ledger" aria-label={t`All of this time`}>
        <h2>
          <Trans>All of this time</Trans>
        </h2>
        {all.length === 0 ? (
          <Empty icon={<CalendarClock />} title={t`Nothing is scheduled here`}>
            <Trans>
              Choose “At a time” when you publish an entry or a bundle: it goes live by itself then.
            </Trans>
          </Empty>
        ) : (
          <ul className="row-list">
            {all.map((schedule) => (
              <ScheduleRow key={schedule.id} schedule={schedule} />
            ))}
          </ul>
        )}
      </section>
    </>
  );
}

function inMonth(
  schedules: readonly Schedule[],
  { day, isWeek }: { day: Day; isWeek: boolean },
): readonly Schedule[] {
  if (isWeek) return schedules;
  const month = day.slice(0, 7);
  return schedules.filter(({ dueAt }) => dayOf(new Date(dueAt)).startsWith(month));
}

function periodOf(weeks: readonly (readonly Day[])[], day: Day): { from: string; to: string } {
  const first = weeks[0]?.[0] ?? day;
  const last = weeks.at(-1)?.at(-1) ?? day;
  return { from: startOf(first).toISOString(), to: startOf(addDays(last, 1)).toISOString() };
}
