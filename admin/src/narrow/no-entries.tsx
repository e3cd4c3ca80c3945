import { Trans, useLingui } from '@lingui/react/macro';
import { FileText, SearchX } from 'lucide-react';
import type { ReactNode } from 'react';
import type { EntryFilter } from '../api/queries.ts';
import { NewEntryButton } from '../content/new-entry-button.tsx';
import { Button } from '../ui/button.tsx';
import { RetryButton } from '../ui/retry-button.tsx';
import { Empty } from '../ui/empty.tsx';

type NoEntriesProps = {
  error: Error | null;
  filter: EntryFilter;
  isNarrowed: boolean;
  onRetry: () => void;
  onShowAll: () => void;
};

/** In place of a list that nothing is in, or that could not be read. */
export function NoEntries({ error, filter, isNarrowed, onRetry, onShowAll }: NoEntriesProps): ReactNode {
  const { collection, locale, q, state } = filter;
  const { t } = useLingui();
  if (error !== null) {
    return (
      <Empty
        icon={<SearchX />}
        title={t`The list could not be read`}
        action={<RetryButton error={error} onRetry={onRetry} />}
      >
        {error.message}
      </Empty>
    );
  }
  if (!isNarrowed) {
    return (
      <Empty
        icon={<FileText />}
        title={t`Nothing here yet`}
        action={collection !== undefined && <NewEntryButton collection={collection} locale={locale} />}
      >
        <Trans>What is written here is listed here, from the first draft on.</Trans>
      </Empty>
    );
  }
  const isTrash = state === 'trashed' && q === undefined;
  return (
    <Empty
      icon={<SearchX />}
      title={isTrash ? t`Nothing is in the trash` : t`Nothing fits`}
      action={<Button onClick={onShowAll}>{t`Show everything`}</Button>}
    >
      {!isTrash && <Trans>No entry is what you are looking for. Try other words, or fewer filters.</Trans>}
    </Empty>
  );
}
