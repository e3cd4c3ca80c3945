import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';

type Paged = { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };

/** The next page of a list, where there is one. */
export function MoreButton({ of }: { of: Paged }): ReactNode {
  const { t } = useLingui();
  if (!of.hasNextPage) return null;
  return (
    <div className="records-more">
      <Button isBusy={of.isFetchingNextPage} onClick={() => void of.fetchNextPage()}>
        {t`Show more`}
      </Button>
    </div>
  );
}
