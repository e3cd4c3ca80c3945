import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Bundle } from '../../../model/api/bundle.ts';
import { api } from '../api/api.ts';
import { momentInFull } from '../i18n/when.ts';
import { publicationQuery } from '../publish/outcome.ts';
import { PublicationProgress } from '../publish/publication-progress.tsx';
import { RevertPublication } from '../publish/revert-publication.tsx';
import { Button } from '../ui/button.tsx';

/** What has become of it, as it happens; and the way back, for all of it. */
export function PublishedBundle({ bundle }: { bundle: Bundle }): ReactNode {
  const [revertedAs, setRevertedAs] = useState<number | null>(null);
  const { publication } = bundle;
  if (publication === null)
    return (
      <p className="notice">
        <Trans>All of it was public already, just as it is.</Trans>
      </p>
    );
  return (
    <section className="outcome bundle-outcome" aria-labelledby="bundle-outcome">
      <h2 id="bundle-outcome" className="for-screen-readers">
        <Trans>What has become of it</Trans>
      </h2>
      {revertedAs === null && bundle.isTakenBack ? (
        <p className="notice">
          <Trans>All of it was taken back: visitors see what was there before.</Trans>
        </p>
      ) : revertedAs === null ? (
        <ShownBundle seq={publication} onReverted={setRevertedAs} />
      ) : (
        <PublicationProgress seq={revertedAs} kind="reverted" />
      )}
    </section>
  );
}

type ShownBundleProps = { seq: number; onReverted: (seq: number) => void };

/** However long ago it was published, and whoever did something to it since. */
function ShownBundle({ onReverted, seq }: ShownBundleProps): ReactNode {
  const { t } = useLingui();
  const { data, error } = useQuery(publicationQuery(seq));
  if (data === undefined && error === null)
    return (
      <p className="soft" role="status">
        <Trans>Loading …</Trans>
      </p>
    );
  if (data?.isAsLeft === false)
    return (
      <div className="notice">
        <p>
          <Trans>
            Visitors do not see all of it as it was published here: it was taken back, or something of it was
            changed since.
          </Trans>
        </p>
        <Link to="/releases" className="button">
          <Trans>To the releases</Trans>
        </Link>
      </div>
    );
  return (
    <>
      <PublicationProgress seq={seq} kind="published" />
      <RevertPublication
        seq={seq}
        label={t`Take all of it back …`}
        question={t`Take the whole bundle back?`}
        onReverted={onReverted}
      />
    </>
  );
}

/** When it fires, and how to have it back. */
export function ScheduledBundle({ bundle }: { bundle: Bundle }): ReactNode {
  const client = useQueryClient();
  const { schedule } = bundle;
  const cancel = useMutation({
    mutationFn: async (id: string) => await api.cancelSchedule({ id }),
    onSettled: async () => {
      for (const key of ['bundles', 'schedules', 'entries'])
        await client.invalidateQueries({ queryKey: [key] });
    },
  });
  if (schedule === null) return null;
  const due = momentInFull(schedule.dueAt);
  return (
    <section className={schedule.state === 'blocked' ? 'problem' : 'notice'}>
      <p>
        {schedule.state === 'blocked' ? (
          <Trans>It is to be published on {due}, and cannot be as things are. The schedules say why.</Trans>
        ) : (
          <Trans>
            It is going to be published on {due}, with the drafts as they were when it was scheduled.
          </Trans>
        )}
      </p>
      {cancel.error !== null && <p role="alert">{cancel.error.message}</p>}
      <div className="bundle-choices">
        <Link to="/schedules" className="button">
          <Trans>To the schedules</Trans>
        </Link>
        <Button isBusy={cancel.isPending} onClick={() => cancel.mutate(schedule.id)}>
          <Trans>Cancel the schedule</Trans>
        </Button>
      </div>
    </section>
  );
}
