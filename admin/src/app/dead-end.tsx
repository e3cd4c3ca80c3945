import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { ApiError } from '../../../model/api/api-error.ts';
import { withWords } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { late } from '../ui/late.tsx';
import { Gate } from '../sign-in/gate-frame.tsx';

export const NoSuchPage = late(
  withWords('rest', async () => (await import('../dead-ends/no-such-page.tsx')).NoSuchPage),
);

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
