import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { momentInFull, whenInWords } from '../../i18n/when.ts';
import { StateChip } from '../../ui/state-chip.tsx';
import type { ListColumn } from '../list-column.ts';

/** Everything that can stand beside the name of an entry. */
export function useAllColumns(): ListColumn[] {
  const { t } = useLingui();
  const aside = { width: '112px', isAside: true };
  return [
    {
      id: 'state',
      label: t`State`,
      width: 'minmax(96px, auto)',
      isAside: false,
      cell: (entry) => <StateChip entry={entry} />,
    },
    { id: 'saved', label: t`Last saved`, ...aside, cell: ({ updatedAt }) => <When at={updatedAt} /> },
    { id: 'published', label: t`Published`, ...aside, cell: ({ publishedAt }) => <When at={publishedAt} /> },
    { id: 'begun', label: t`Begun`, ...aside, cell: ({ createdAt }) => <When at={createdAt} /> },
    {
      id: 'due',
      label: t`Scheduled`,
      ...aside,
      cell: ({ scheduled }) => <When at={scheduled?.dueAt ?? null} />,
    },
  ];
}

function When({ at }: { at: string | null }): ReactNode {
  if (at === null) return '–';
  return (
    <time dateTime={at} title={momentInFull(at)}>
      {whenInWords(at)}
    </time>
  );
}
