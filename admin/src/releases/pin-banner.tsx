import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { api } from '../api/api.ts';
import { momentInFull } from '../i18n/when.ts';
import { AskDialog } from '../ui/ask-dialog.tsx';
import { Button } from '../ui/button.tsx';
import { HeldFrame } from './held-frame.tsx';
import type { Pin } from './release-queries.ts';
import './releases.css';

type PinBannerProps = { pin: Pin; heldCount: number; mayResume: boolean };

/** The site is held at an earlier release: since when, why, what waits, and the way on. */
export function PinBanner({ heldCount, mayResume, pin }: PinBannerProps): ReactNode {
  const client = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const resume = useMutation({
    mutationFn: async () => await api.resumeReleases(),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['releases'] }),
    onSettled: () => setAsked(false),
  });
  const { pinnedAt, pinnedByName: name, reason, releaseNumber } = pin;
  const since = momentInFull(pinnedAt);
  const dialog = isAsked && (
    <ResumeDialog
      heldCount={heldCount}
      isBusy={resume.isPending}
      onCancel={() => setAsked(false)}
      onConfirm={() => resume.mutate()}
    />
  );
  return (
    <HeldFrame number={releaseNumber} dialog={dialog}>
      <p>
        {name === null ? (
          <Trans>Since {since}, by the installation itself.</Trans>
        ) : (
          <Trans>
            Since {since}, by {name}.
          </Trans>
        )}{' '}
        {heldCount > 0 && (
          <Plural
            value={heldCount}
            one="# publication waits until somebody resumes."
            other="# publications wait until somebody resumes."
          />
        )}
      </p>
      {reason !== null && reason !== '' && <p className="pin-reason">“{reason}”</p>}
      {resume.error !== null && <p role="alert">{resume.error.message}</p>}
      {resume.isSuccess && (
        <p role="status">
          <Trans>Asked for: the site follows in a moment.</Trans>
        </p>
      )}
      {mayResume ? (
        <Button isBusy={resume.isPending} onClick={() => setAsked(true)}>
          <Trans>Resume publishing …</Trans>
        </Button>
      ) : (
        <p>
          <Trans>An admin may resume publishing.</Trans>
        </p>
      )}
    </HeldFrame>
  );
}

type ResumeDialogProps = { heldCount: number; isBusy: boolean; onCancel: () => void; onConfirm: () => void };

function ResumeDialog({ heldCount, isBusy, onCancel, onConfirm }: ResumeDialogProps): ReactNode {
  const { t } = useLingui();
  return (
    <AskDialog
      title={t`Resume publishing?`}
      onCancel={onCancel}
      choices={
        <>
          <Button onClick={onCancel}>
            <Trans>Leave it held</Trans>
          </Button>
          <Button look="solid" isBusy={isBusy} onClick={onConfirm}>
            <Trans>Resume publishing</Trans>
          </Button>
        </>
      }
    >
      <p>
        <Plural
          value={heldCount}
          one="Visitors get # publication that was held, and everything from then on."
          other="Visitors get # publications that were held, and everything from then on."
        />
      </p>
    </AskDialog>
  );
}
