import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { contentModelQuery, firstEntriesQuery, type EntryFilter } from '../api/queries.ts';
import { entryTitle } from '../content/entry-title.ts';
import { labelText } from '../content/label-text.ts';
import { whenInWords } from '../i18n/when.ts';
import { StateChip } from '../ui/state-chip.tsx';
import { WaitingList } from './waiting-list.tsx';

/** The last of them that were saved; nothing where there are none. */
export function EntriesInWork({ filter, title }: { title: string; filter: EntryFilter }): ReactNode {
  const entries = useQuery(firstEntriesQuery(filter)).data?.entries ?? [];
  const model = useQuery(contentModelQuery).data;
  if (entries.length === 0) return null;
  return (
    <WaitingList title={title}>
      {entries.map((entry) => (
        <li key={entry.id}>
          <Link
            to="/content/$collection/$entryId"
            params={{ collection: entry.collection, entryId: entry.id }}
          >
            {entryTitle(entry)}
          </Link>
          <span className="soft">
            {labelText(model?.collections[entry.collection]?.label ?? entry.collection)} ·{' '}
            {whenInWords(entry.updatedAt)}
          </span>
          <StateChip entry={entry} />
        </li>
      ))}
    </WaitingList>
  );
}
