import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { SavedView } from '../../../../model/api/preferences.ts';
import { momentInFull, whenInWords } from '../../i18n/when.ts';
import { StateChip } from '../../ui/state-chip.tsx';
import type { ListChoice } from '../list-choice.ts';
import type { ListColumn } from '../list-column.ts';
import { preferencesQuery } from './preferences-query.ts';
import { activeView, columnsOf, viewsOf } from './saved-views.ts';

export type ListView = {
  /** Of this collection. */
  views: readonly SavedView[];
  /** That which is shown, where it has a name. */
  active: SavedView | undefined;
  columns: readonly ListColumn[];
  /** That could be shown. */
  all: readonly ListColumn[];
};

/** How somebody looks at a list; as everybody does until it is known. */
export function useListView(collection: string, choice: ListChoice): ListView {
  const { data: preferences } = useQuery(preferencesQuery);
  const all = useAllColumns();
  const views = viewsOf(preferences, collection);
  const active = activeView(views, choice);
  const shown = columnsOf(preferences, { collection, view: active });
  return { views, active, all, columns: all.filter(({ id }) => shown.includes(id)) };
}

/** Everything that can stand beside the name of an entry. */
function useAllColumns(): ListColumn[] {
  const { t } = useLingui();
  const aside = { width: 'minmax(92px, auto)', isAside: true };
  return [
    {
      id: 'state',
      label: t`State`,
      width: 'minmax(124px, auto)',
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
