import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ApiError } from '../../../model/api/api-error.ts';
import { Button } from '../ui/button.tsx';
import { Gate } from '../sign-in/gate-frame.tsx';

export function NoSuchPage(): ReactNode {
  const { t } = useLingui();
  return (
    <Gate title={t`There is no such page`}>
      <p>
        <Trans>
          Nothing is at this address. <Link to="/">To the start</Link>
        </Trans>
      </p>
    </Gate>
  );
}

type FailurePageProps = { error: unknown; reset: () => void };

/** What was typed is kept elsewhere: trying again loses nothing. */
export function FailurePage({ error, reset }: FailurePageProps): ReactNode {
  const { t } = useLingui();
  const isOfServer = error instanceof ApiError;
  const correlationId = isOfServer ? error.problem?.correlationId : undefined;
  return (
    <Gate title={isOfServer ? t`This cannot be shown just now` : t`Something went wrong`}>
      <p role="alert">{error instanceof Error ? error.message : String(error)}</p>
      {correlationId !== undefined && (
        <p className="soft">
          <Trans>The server’s log has it under {correlationId}.</Trans>
        </p>
      )}
      <Button look="solid" onClick={reset}>
        {t`Try again`}
      </Button>
    </Gate>
  );
}
