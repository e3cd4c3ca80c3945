import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { SavedView } from '../../../../model/api/preferences.ts';
import type { ContentModel } from '../../../../model/content-model.ts';
import { withWords } from '../../i18n/i18n.ts';
import { StateChip } from '../../ui/state-chip.tsx';
import { useLoaded } from '../../ui/use-loaded.ts';
import type { ListChoice } from '../list-choice.ts';
import type { ListColumn } from '../list-column.ts';
import { When } from '../when.tsx';
import { preferencesQuery } from './preferences-query.ts';
import { activeView, columnsOf, viewsOf } from './saved-views.ts';

export type ListView = {
  /** Of this collection. */
  views: readonly SavedView[];
  /** That which is shown, where it has a name. */
  active: SavedView | undefined;
  columns: readonly ListColumn[];
  /** By their ids, also those that are not there yet. */
  shown: readonly string[];
  /** Those that everybody sees. */
  first: readonly ListColumn[];
};

const loadMore = withWords('rest', async () => await import('../../narrow/more-columns.tsx'));

type Place = { collection: string; model: ContentModel };

/** How somebody looks at a list; as everybody does until it is known. */
export function useListView({ collection, model }: Place, choice: ListChoice): ListView {
  const { data: preferences } = useQuery(preferencesQuery);
  const first = useFirstColumns();
  const views = viewsOf(preferences, collection);
  const active = activeView(views, choice);
  const shown = columnsOf(preferences, { collection, view: active });
  const isMore = shown.some((id) => first.every((column) => column.id !== id));
  const all = first.concat(useLoaded(loadMore, isMore)?.moreColumns(model, collection) ?? []);
  return { views, active, first, shown, columns: all.filter(({ id }) => shown.includes(id)) };
}

function useFirstColumns(): ListColumn[] {
  const { t } = useLingui();
  return [
    {
      id: 'state',
      label: t`State`,
      width: 'minmax(124px, auto)',
      isAside: false,
      cell: (entry) => <StateChip entry={entry} />,
    },
    {
      id: 'saved',
      label: t`Last saved`,
      width: 'minmax(92px, auto)',
      isAside: true,
      cell: ({ updatedAt }) => <When at={updatedAt} />,
    },
  ];
}
