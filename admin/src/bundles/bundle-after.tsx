import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { ApiError } from '../../../model/api/api-error.ts';
import type { Bundle } from '../../../model/api/bundle.ts';
import { api } from '../api/api.ts';
import { brokenLinksIn } from '../content/refused-links.ts';
import { momentInFull } from '../i18n/when.ts';
import { publicationQuery } from '../publish/outcome.ts';
import { PublicationProgress } from '../publish/publication-progress.tsx';
import { AskDialog } from '../ui/ask-dialog.tsx';
import { Button } from '../ui/button.tsx';
import { MessageBox } from '../ui/message.tsx';

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
      {revertedAs === null ? (
        <ShownBundle seq={publication} onReverted={setRevertedAs} />
      ) : (
        <PublicationProgress seq={revertedAs} kind="reverted" />
      )}
    </section>
  );
}

type RevertBundleProps = { seq: number; onReverted: (seq: number) => void };

/** However long ago it was published, and whoever did something to it since. */
function ShownBundle({ onReverted, seq }: RevertBundleProps): ReactNode {
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
      <RevertBundle seq={seq} onReverted={onReverted} />
    </>
  );
}

function RevertBundle({ onReverted, seq }: RevertBundleProps): ReactNode {
  const { t } = useLingui();
  const client = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const revert = useMutation({
    mutationFn: async (links: 'anyway' | undefined) =>
      (await api.revertPublication({ seq, query: { links } })).body,
    onSuccess: ({ publication }) => {
      onReverted(publication.seq);
      for (const key of ['bundles', 'entries', 'publications'])
        void client.invalidateQueries({ queryKey: [key] });
    },
    onSettled: () => setAsked(false),
  });
  const broken = revert.error instanceof ApiError ? brokenLinksIn(revert.error) : null;
  return (
    <>
      {revert.error !== null && (
        <MessageBox
          message={{
            kind: 'problem',
            text: revert.error.message,
            details: broken?.links.map(({ path }) => path) ?? supersededIn(revert.error),
          }}
        />
      )}
      <div className="choices">
        {broken?.mayBreak === true && (
          <Button look="danger" isBusy={revert.isPending} onClick={() => revert.mutate('anyway')}>
            <Trans>Take it back all the same</Trans>
          </Button>
        )}
        <Button isBusy={revert.isPending} onClick={() => setAsked(true)}>
          <Trans>Take all of it back …</Trans>
        </Button>
      </div>
      {isAsked && (
        <AskDialog
          title={t`Take the whole bundle back?`}
          onCancel={() => setAsked(false)}
          choices={
            <>
              <Button onClick={() => setAsked(false)}>
                <Trans>Leave it as it is</Trans>
              </Button>
              <Button look="danger" isBusy={revert.isPending} onClick={() => revert.mutate(undefined)}>
                <Trans>Take it back</Trans>
              </Button>
            </>
          }
        >
          <p>
            <Trans>
              Visitors get what was there before, all of it in one moment. The drafts and all versions stay as
              they are. It is refused where something of it has been published again since.
            </Trans>
          </p>
        </AskDialog>
      )}
    </>
  );
}

/** What of it has been changed since. */
function supersededIn(error: Error): string[] {
  const items = error instanceof ApiError ? (error.problem as { items?: unknown } | null)?.items : undefined;
  if (!Array.isArray(items)) return [];
  return (items as { title?: string | null }[]).flatMap(({ title }) => title ?? []);
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
          <Trans>It is to be published at {due}, and cannot be as things are. The schedules say why.</Trans>
        ) : (
          <Trans>It is published at {due}, with the drafts as they were when it was scheduled.</Trans>
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
