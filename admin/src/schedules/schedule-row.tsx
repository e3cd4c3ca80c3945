import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { api } from '../api/api.ts';
import { entryTitle } from '../content/entry-title.ts';
import { momentInFull } from '../i18n/when.ts';
import { AskDialog } from '../ui/ask-dialog.tsx';
import { Button } from '../ui/button.tsx';
import { showToast } from '../ui/toast.ts';
import { ProblemWords } from '../problems/problem-words.tsx';
import { MoveDialog } from './move-dialog.tsx';
import { ScheduleChip } from './schedule-chip.tsx';
import { scheduleQuery, type Schedule } from './schedule-queries.ts';
import { ScheduleTitles } from './schedule-titles.tsx';

/** One line of the ledger, and what can still be done about it. */
export function ScheduleRow({ schedule }: { schedule: Schedule }): ReactNode {
  const { i18n, t } = useLingui();
  const [asked, setAsked] = useState<'move' | 'cancel' | null>(null);
  const [isOpen, setOpen] = useState(false);
  const { at, dueAt, obstacle, publication, state } = schedule;
  const isPending = state === 'armed' || state === 'blocked';
  const titles = schedule.entries
    .map(({ collection, title }) => (title === null ? '' : entryTitle({ collection, title })))
    .join(', ');
  return (
    <li className="schedule-row">
      <time dateTime={dueAt} className="schedule-time" title={momentInFull(dueAt)}>
        {i18n.date(new Date(dueAt), { dateStyle: 'medium' })}
        <strong>{i18n.date(new Date(dueAt), { timeStyle: 'short' })}</strong>
      </time>
      <div className="row-name">
        <ScheduleTitles schedule={schedule} />
        <span className="row-about">
          {at.time.replace('T', ' ').slice(0, 16)} {at.timeZone}
          {publication !== null && (
            <>
              {' '}
              · <Trans>publication {publication}</Trans>
            </>
          )}
        </span>
        {obstacle !== null && (
          <span className="row-about schedule-obstacle">
            <ProblemWords code={obstacle.code} detail={obstacle.reason} />
          </span>
        )}
      </div>
      <div className="row-side">
        <ScheduleChip schedule={schedule} />
        {isPending && (
          <>
            <Button aria-label={t`Move “${titles}”`} onClick={() => setAsked('move')}>
              <Trans>Move …</Trans>
            </Button>
            <Button look="quiet" aria-label={t`Cancel “${titles}”`} onClick={() => setAsked('cancel')}>
              <Trans>Cancel …</Trans>
            </Button>
          </>
        )}
      </div>
      <details className="schedule-steps" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>
          <Trans>What has happened to it</Trans>
        </summary>
        {isOpen && <Steps id={schedule.id} />}
      </details>
      {asked === 'move' && <MoveDialog schedule={schedule} onEnd={() => setAsked(null)} />}
      {asked === 'cancel' && <CancelDialog schedule={schedule} onEnd={() => setAsked(null)} />}
    </li>
  );
}

function Steps({ id }: { id: string }): ReactNode {
  const { t } = useLingui();
  const { data, error } = useQuery(scheduleQuery(id));
  const words = {
    armed: t`Scheduled`,
    moved: t`Moved`,
    blocked: t`Blocked`,
    fired: t`Fired`,
    cancelled: t`Cancelled`,
  };
  if (error !== null) return <p role="alert">{error.message}</p>;
  return (
    <ol>
      {data?.ledger.map(({ at, dueAt, kind, obstacle }) => (
        <li key={at + kind}>
          <span className="soft">{momentInFull(at)}</span> {words[kind]}
          {kind === 'moved' && <>: {momentInFull(dueAt)}</>}
          {obstacle !== null && (
            <>
              {' '}
              · <ProblemWords code={obstacle.code} detail={obstacle.reason} />
            </>
          )}
        </li>
      ))}
    </ol>
  );
}

function CancelDialog({ onEnd, schedule }: { schedule: Schedule; onEnd: () => void }): ReactNode {
  const { t } = useLingui();
  const client = useQueryClient();
  const cancel = useMutation({
    mutationFn: async () => await api.cancelSchedule({ id: schedule.id }),
    onSuccess: () => showToast({ kind: 'done', text: t`The schedule is cancelled.` }),
    onError: ({ message }) => showToast({ kind: 'problem', text: message }),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ['schedules'] });
      onEnd();
    },
  });
  return (
    <AskDialog
      title={t`Cancel the schedule?`}
      onCancel={onEnd}
      choices={
        <>
          <Button onClick={onEnd}>
            <Trans>Leave it scheduled</Trans>
          </Button>
          <Button look="danger" isBusy={cancel.isPending} onClick={() => cancel.mutate()}>
            <Trans>Cancel the schedule</Trans>
          </Button>
        </>
      }
    >
      <p>
        <Trans>Nothing is published or withdrawn by it. The drafts stay as they are.</Trans>
      </p>
    </AskDialog>
  );
}
