import { useLingui } from '@lingui/react/macro';
import { infiniteQueryOptions, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { ListChecks } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { z } from 'zod';
import type { JOB_STATES, jobSchema } from '../../../../model/api/job.ts';
import { api } from '../../api/api.ts';
import { momentInFull, whenInWords } from '../../i18n/when.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import '../../ui/state-chip.css';
import '../form-dialog.css';
import { showToast } from '../../ui/toast.ts';
import { Tick } from '../fields.tsx';
import { MoreButton } from '../more-button.tsx';
import { SettingsPage } from '../settings-page.tsx';
import { Shown } from '../shown.tsx';
import { StateChoice } from '../state-choice.tsx';
import { JOB_WORDS } from './job-words.ts';

type Job = z.output<typeof jobSchema>;
type State = (typeof JOB_STATES)[number];

/** No event tells of them. */
const LOOK_AGAIN_MS = 5_000;

function jobsQuery({ isRoutine, state }: { state: State | ''; isRoutine: boolean }) {
  return infiniteQueryOptions({
    queryKey: ['jobs', state, isRoutine],
    queryFn: async ({ pageParam, signal }) => {
      const place = pageParam === null ? {} : { cursor: pageParam };
      const query = { ...(state !== '' && { state }), routine: isRoutine, ...place };
      return (await api.listJobs({ query, signal })).body;
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: LOOK_AGAIN_MS,
  });
}

/** What is done in the background, and what of it did not succeed. */
export function JobsPage(): ReactNode {
  const { t } = useLingui();
  const words = useStateWords();
  const [state, setState] = useState<State | ''>('');
  const [isRoutine, setRoutine] = useState(false);
  const jobs = useInfiniteQuery(jobsQuery({ state, isRoutine }));
  return (
    <SettingsPage
      title={t`Jobs`}
      lead={t`Mails, webhooks and pictures are done in the background. What fails is tried again by itself; what has failed too often waits here for you.`}
    >
      <StateChoice words={words} value={state} onChoose={setState} />
      <Tick
        name="routine"
        label={t`With what recurs by itself and is in order`}
        checked={isRoutine}
        onChange={({ target }) => setRoutine(target.checked)}
      />
      <Shown of={jobs}>
        {({ pages }) => {
          const all = pages.flatMap((page) => page.jobs);
          if (all.length === 0)
            return (
              <Empty icon={<ListChecks />} title={t`No such jobs`}>
                {t`Done ones are forgotten after a while.`}
              </Empty>
            );
          return (
            <ul className="records" aria-label={t`Jobs`}>
              {all.map((job) => (
                <JobRecord key={job.id} job={job} />
              ))}
            </ul>
          );
        }}
      </Shown>
      <MoreButton of={jobs} />
    </SettingsPage>
  );
}

function JobRecord({ job }: { job: Job }): ReactNode {
  const { i18n, t } = useLingui();
  const words = useStateWords();
  const client = useQueryClient();
  const { attempts, createdAt, dueAt, error, finishedAt, id, kind, maxAttempts, state } = job;
  const retry = useMutation({
    mutationFn: async () => await api.retryJob({ id }),
    onSuccess: () => showToast({ kind: 'done', text: t`It is tried again.` }),
    onError: ({ message }) => showToast({ kind: 'problem', text: message }),
    onSettled: () => void client.invalidateQueries({ queryKey: ['jobs'] }),
  });
  const said = JOB_WORDS[kind];
  const name = said === undefined ? kind : i18n._(said);
  const at = finishedAt ?? (state === 'waiting' ? dueAt : createdAt);
  return (
    <li className="record">
      <div className="record-main">
        <span className="record-name">
          <span title={kind}>{name}</span>
          <span className={`state-chip ${CHIPS[state]}`}>{words[state]}</span>
        </span>
        <span className="record-about">
          <time dateTime={at} title={momentInFull(at)}>
            {whenInWords(at)}
          </time>
          {attempts > 0 && <> · {t`attempt ${attempts} of ${maxAttempts}`}</>}
        </span>
        {error !== null && state !== 'done' && <span className="field-problem">{error}</span>}
      </div>
      {(state === 'dead' || (state === 'waiting' && attempts > 0)) && (
        <div className="record-actions">
          <Button isBusy={retry.isPending} aria-label={t`Try again: ${name}`} onClick={() => retry.mutate()}>
            {t`Try again`}
          </Button>
        </div>
      )}
    </li>
  );
}

const CHIPS: Record<State, string> = {
  waiting: 'scheduled',
  running: 'changed',
  done: 'live',
  dead: 'withheld',
};

function useStateWords(): Record<State, string> {
  const { t } = useLingui();
  return { waiting: t`waiting`, running: t`running`, done: t`done`, dead: t`failed` };
}
