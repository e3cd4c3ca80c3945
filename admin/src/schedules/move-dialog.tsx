import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { ApiError } from '../../../model/api/api-error.ts';
import { api } from '../api/api.ts';
import { brokenLinksIn } from '../content/refused-links.ts';
import { momentInFull } from '../i18n/when.ts';
import { Button } from '../ui/button.tsx';
import { DateTimePicker } from '../ui/date-time-picker.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { MessageBox } from '../ui/message.tsx';
import { showToast } from '../ui/toast.ts';
import type { Schedule } from './schedule-queries.ts';
import '../ui/form.css';

const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone')];

/** Another day and time, as the clocks show it somewhere. */
export function MoveDialog({ onEnd, schedule }: { schedule: Schedule; onEnd: () => void }): ReactNode {
  const { t } = useLingui();
  const client = useQueryClient();
  const [time, setTime] = useState<string | null>(null);
  const [timeZone, setTimeZone] = useState(schedule.at.timeZone);
  const move = useMutation({
    mutationFn: async (anyway: boolean) => {
      const body = { at: { time: time ?? '', timeZone }, links: { anyway } };
      return (await api.moveSchedule({ id: schedule.id, body })).body;
    },
    onSuccess: ({ dueAt }) => {
      const due = momentInFull(dueAt);
      showToast({ kind: 'done', text: t`It is scheduled for ${due}.` });
      onEnd();
    },
    onSettled: () => void client.invalidateQueries({ queryKey: ['schedules'] }),
  });
  const broken = move.error instanceof ApiError ? brokenLinksIn(move.error) : null;
  const details =
    broken?.links.map(({ path }) => path) ??
    (move.error instanceof ApiError ? move.error.issues.map(({ message }) => message) : []);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (time !== null) move.mutate(broken?.mayBreak === true);
  };
  const before = momentInFull(schedule.dueAt);
  return (
    <FormDialog title={t`Move the schedule`} onCancel={onEnd}>
      <form className="form" onSubmit={submit}>
        <p>
          <Trans>It is due on {before}.</Trans>
        </p>
        {move.error !== null && (
          <MessageBox message={{ kind: 'problem', text: move.error.message, details }} />
        )}
        <DateTimePicker label={t`New day and time`} onChange={setTime} />
        <ZoneField zone={timeZone} first={schedule.at.timeZone} onChoose={setTimeZone} />
        <div className="choices">
          <Button onClick={onEnd}>
            <Trans>Leave it as it is</Trans>
          </Button>
          <Button
            look={broken === null ? 'solid' : 'danger'}
            type="submit"
            disabled={time === null || broken?.mayBreak === false}
            isBusy={move.isPending}
          >
            {broken === null ? <Trans>Move it</Trans> : <Trans>Move it all the same</Trans>}
          </Button>
        </div>
      </form>
    </FormDialog>
  );
}

type ZoneFieldProps = { zone: string; first: string; onChoose: (zone: string) => void };

function ZoneField({ first, onChoose, zone: chosen }: ZoneFieldProps): ReactNode {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>
        <Trans>Time zone</Trans>
      </label>
      <select
        id={id}
        className="list-choice"
        value={chosen}
        onChange={({ currentTarget }) => onChoose(currentTarget.value)}
      >
        {[...new Set([first, ...ZONES])].map((zone) => (
          <option key={zone} value={zone}>
            {zone.replaceAll('_', ' ')}
          </option>
        ))}
      </select>
    </div>
  );
}
