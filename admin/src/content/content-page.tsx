import { useLingui } from '@lingui/react/macro';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { contentModelQuery, type EntryFilter } from '../api/queries.ts';
import { readListChoice, type ListChoice } from './list-choice.ts';
import { NoSuchPage } from '../app/dead-end.tsx';
import type { EntrySummary } from '../../../model/api/entry.ts';
import type { ContentModel } from '../../../model/content-model.ts';
import { withWords } from '../i18n/i18n.ts';
import { late } from '../ui/late.tsx';
import { MessageBox } from '../ui/message.tsx';
import { EntryCount } from './entry-count.tsx';
import { EntryRows, type RowDeed, type Selection } from './entry-rows.tsx';
import { filterOf } from './filter-of.ts';
import { labelText } from './label-text.ts';
import { NewEntryButton } from './new-entry-button.tsx';
import type { ListColumn } from './list-column.ts';
import { ListControls } from './list-controls.tsx';
import { NarrowButton } from './narrow-button.tsx';
import { useMayDo } from './use-may-do.ts';
import { useChangeEntry } from './use-change-entry.ts';
import { useListView } from './views/use-list-view.tsx';
import { ViewsButtons } from './views/views-buttons.tsx';
import '../ui/page.css';
import './content-page.css';

// Not before something is selected, or asked.
const BulkBar = late(withWords('rest', async () => (await import('../deeds/bulk-bar.tsx')).BulkBar));
const RowQuestions = late(
  withWords('rest', async () => (await import('../deeds/row-questions.tsx')).RowQuestions),
  ({ onLeave }) => onLeave(),
);

const route = getRouteApi('/signed-in/content/$collection');

/** What there is of a collection: found, sorted, and changed together. */
export function ContentPage(): ReactNode {
  const { collection } = route.useParams();
  const { data: model } = useSuspenseQuery(contentModelQuery);
  if (model.collections[collection] === undefined) return <NoSuchPage />;
  return <List key={collection} collection={collection} model={model} />;
}

type ListProps = { collection: string; model: ContentModel };

function List({ collection, model }: ListProps): ReactNode {
  const { t } = useLingui();
  const declared = model.collections[collection];
  const title = labelText(declared?.label ?? collection);
  const choice = route.useSearch();
  const filter = filterOf(collection, choice);
  const navigate = route.useNavigate();
  const view = useListView({ collection, model }, choice);
  const choose = (chosen: ListChoice): void =>
    void navigate({ search: (before) => readListChoice({ ...before, ...chosen }), replace: true });
  return (
    <div className="wide-page">
      <title>{t`${title} · Stillpress`}</title>
      <header className="page-head">
        <h1>{title}</h1>
        {declared !== undefined && <NewEntryButton collection={collection} locale={choice.locale} />}
      </header>
      <ListControls choice={choice} locales={model.locales} onChoose={choose}>
        <NarrowButton collection={collection} choice={choice} model={model} onChoose={choose} />
        <ViewsButtons
          collection={collection}
          choice={choice}
          model={model}
          view={view}
          onChoose={(search) => void navigate({ search })}
        />
      </ListControls>
      <Found
        // What is selected is of what is shown. The field that is typed into stays.
        key={JSON.stringify(filter)}
        columns={view.columns}
        filter={filter}
        model={model}
        isSingle={declared?.single === true}
        isNarrowed={Object.keys(choice).length > 0}
        onShowAll={() => void navigate({ search: {}, replace: true })}
      />
    </div>
  );
}

type FoundProps = {
  columns: readonly ListColumn[];
  filter: EntryFilter;
  model: ContentModel;
  isSingle: boolean;
  isNarrowed: boolean;
  onShowAll: () => void;
};

function Found({ columns, filter, isNarrowed, isSingle, model, onShowAll }: FoundProps): ReactNode {
  const { busyEntryId, change, forgetRefused, message, refused } = useChangeEntry(model);
  const [asked, setAsked] = useState<{ entry: EntrySummary; deed: RowDeed } | null>(null);
  const [selected, setSelected] = useState<Selection>(new Map());
  const may = useMayDo(model);
  return (
    <>
      {message !== null && <MessageBox message={message} />}
      {selected.size > 0 && (
        <BulkBar selected={selected} isTrash={filter.state === 'trashed'} may={may} onSelect={setSelected} />
      )}
      <EntryCount filter={filter} />
      <EntryRows
        columns={columns}
        filter={filter}
        busyEntryId={busyEntryId}
        onAct={(entry, deed) => {
          if (deed === 'restore') change({ entry, action: deed });
          else setAsked({ entry, deed });
        }}
        isNarrowed={isNarrowed}
        may={may}
        selected={selected}
        onSelect={setSelected}
        onShowAll={onShowAll}
      />
      {(asked !== null || refused !== null) && (
        <RowQuestions
          asked={asked}
          refused={refused}
          isSingle={isSingle}
          onChange={(asking) => {
            setAsked(null);
            change(asking);
          }}
          onLeave={() => {
            setAsked(null);
            forgetRefused();
          }}
        />
      )}
    </>
  );
}
