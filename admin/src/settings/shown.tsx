import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { MessageBox } from '../ui/message.tsx';
import { RetryButton } from '../ui/retry-button.tsx';

type Reading<Data> = { data: Data | undefined; error: Error | null; refetch: () => unknown };

type ShownProps<Data> = { of: Reading<Data>; children: (data: Data) => ReactNode };

/** What was read, that it is being read, or why it could not be. What was read before stays in sight. */
export function Shown<Data>({ children, of: { data, error, refetch } }: ShownProps<Data>): ReactNode {
  const { t } = useLingui();
  return (
    <>
      {error !== null && (
        <div className="records-more">
          <MessageBox message={{ kind: 'problem', text: error.message }} />
          <RetryButton error={error} onRetry={refetch} />
        </div>
      )}
      {data === undefined && error === null && (
        <p className="soft records-more" role="status">
          {t`Reading…`}
        </p>
      )}
      {data !== undefined && children(data)}
    </>
  );
}
