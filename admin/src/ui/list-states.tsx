import { Trans } from '@lingui/react/macro';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { MessageBox } from './message.tsx';
import { RetryButton } from './retry-button.tsx';
import './row-list.css';

type Asked = Pick<UseInfiniteQueryResult, 'error' | 'isPending' | 'refetch' | 'data'>;

/** In place of a list that is not there: it is being read, or why it cannot be. */
export function ListStates({ query }: { query: Asked }): ReactNode {
  if (query.isPending)
    return (
      <p className="list-waits" role="status">
        <Trans>Loading …</Trans>
      </p>
    );
  if (query.error === null || query.data !== undefined) return null;
  return (
    <>
      <MessageBox message={{ kind: 'problem', text: query.error.message }} />
      <RetryButton error={query.error} onRetry={query.refetch} />
    </>
  );
}

type Paged = Pick<UseInfiniteQueryResult, 'fetchNextPage' | 'hasNextPage' | 'isFetchingNextPage'>;

export function MoreButton({ query }: { query: Paged }): ReactNode {
  if (!query.hasNextPage) return null;
  return (
    <div className="list-more">
      <Button isBusy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        <Trans>Show more</Trans>
      </Button>
    </div>
  );
}
