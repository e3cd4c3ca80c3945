import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { CalendarClock } from 'lucide-react';
import type { ReactNode } from 'react';
import { api } from '../api/api.ts';
import { useEditor } from '../editor/use-editor.ts';
import { Button } from '../ui/button.tsx';
import { MessageBox } from '../ui/message.tsx';
import { ProblemWords } from '../problems/problem-words.tsx';

/** What is going to happen to the entry by itself, why it cannot where that is known, and how to call it off. */
export function ScheduledNote(): ReactNode {
  const { i18n } = useLingui();
  const { scheduled } = useEditor().entry;
  const id = scheduled?.id ?? '';
  const details = useQuery({
    queryKey: ['schedules', id],
    queryFn: async ({ signal }) => (await api.readSchedule({ id, signal })).body,
    enabled: scheduled !== null,
  });
  const cancel = useMutation({ mutationFn: async () => await api.cancelSchedule({ id }) });
  if (scheduled === null) return null;
  const at = i18n.date(new Date(scheduled.dueAt), { dateStyle: 'full', timeStyle: 'short' });
  return (
    <section className="scheduled-note">
      <CalendarClock aria-hidden="true" />
      <div>
        <p>
          {scheduled.action === 'publish' ? (
            <Trans>It is going to be published on {at}, as it was saved when that was decided.</Trans>
          ) : (
            <Trans>It is going to be withdrawn on {at}.</Trans>
          )}
        </p>
        {scheduled.state === 'blocked' && (
          <p className="field-problem" role="alert">
            <Trans>As things are, it cannot be done:</Trans>{' '}
            <ProblemWords
              code={details.data?.obstacle?.code ?? null}
              detail={details.data?.obstacle?.reason ?? null}
            />
          </p>
        )}
        {cancel.error !== null && <MessageBox message={{ kind: 'problem', text: cancel.error.message }} />}
        <Button isBusy={cancel.isPending} onClick={() => cancel.mutate()}>
          <Trans>Cancel the schedule</Trans>
        </Button>
      </div>
    </section>
  );
}
