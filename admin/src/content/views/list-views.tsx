import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Columns3, Trash2 } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import type { SavedView } from '../../../../model/api/preferences.ts';
import { Button } from '../../ui/button.tsx';
import { useModal } from '../../ui/use-modal.ts';
import { readListChoice, type ListChoice } from '../list-choice.ts';
import type { ListColumn } from '../list-column.ts';
import { preferencesQuery, useChangePreferences } from './preferences-query.ts';
import { activeView, columnsOf, viewsOf, withColumns, withoutView, withView } from './saved-views.ts';
import { useAllColumns } from './use-all-columns.tsx';
import './list-views.css';

type ListViewsProps = {
  collection: string;
  choice: ListChoice;
  onChoose: (choice: ListChoice) => void;
  onColumns: (columns: ListColumn[]) => void;
};

const NO_VIEWS: readonly SavedView[] = [];

/** What somebody looks at again and again, by a name; and what the list shows of each entry. */
export function ListViews({ choice, collection, onChoose, onColumns }: ListViewsProps): ReactNode {
  const { i18n, t } = useLingui();
  const { data: preferences } = useQuery(preferencesQuery);
  const all = useAllColumns();
  const [place, setPlace] = useState<Place | null>(null);
  const views = preferences === undefined ? NO_VIEWS : viewsOf(preferences, collection);
  const active = activeView(views, choice);
  const shown =
    preferences === undefined ? null : columnsOf(preferences, { collection, view: active }).join(' ');
  useEffect(() => {
    if (shown === null) return;
    const ids = shown.split(' ');
    onColumns(all.filter(({ id }) => ids.includes(id)));
    // The columns are made anew with each drawing; they differ by these two alone.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [shown, i18n.locale, onColumns]);
  if (preferences === undefined) return null;
  return (
    <>
      <Button
        className={active === undefined ? '' : 'is-chosen'}
        aria-haspopup="dialog"
        aria-expanded={place !== null}
        onClick={({ currentTarget }) => setPlace(placeBelow(currentTarget))}
      >
        <Columns3 aria-hidden="true" />
        {active?.name ?? t`Views`}
      </Button>
      {place !== null && (
        <ViewsDialog place={place} onLeave={() => setPlace(null)}>
          <ViewList
            views={views}
            active={active}
            onChoose={(view) => {
              setPlace(null);
              onChoose(readListChoice(view.choice));
            }}
          />
          {active === undefined && (
            <SaveView collection={collection} choice={choice} shown={shown?.split(' ') ?? []} />
          )}
          <ColumnChoice collection={collection} all={all} shown={shown?.split(' ') ?? []} view={active} />
        </ViewsDialog>
      )}
    </>
  );
}

type Place = { top: number; left: number };

const WIDTH = 296;
const MARGIN = 8;

function placeBelow(trigger: HTMLElement): Place {
  const { bottom, right } = trigger.getBoundingClientRect();
  return { top: Math.min(bottom + MARGIN / 2, innerHeight / 2), left: Math.max(MARGIN, right - WIDTH) };
}

type ViewsDialogProps = { place: Place; onLeave: () => void; children: ReactNode };

function ViewsDialog({ children, onLeave, place }: ViewsDialogProps): ReactNode {
  const { t } = useLingui();
  const dialog = useModal();
  return (
    <dialog
      ref={dialog}
      className="views"
      style={place}
      aria-label={t`Views and columns`}
      closedby="any"
      onClose={onLeave}
    >
      {children}
    </dialog>
  );
}

type ViewListProps = {
  views: readonly SavedView[];
  active: SavedView | undefined;
  onChoose: (view: SavedView) => void;
};

function ViewList({ active, onChoose, views }: ViewListProps): ReactNode {
  const { t } = useLingui();
  const change = useChangePreferences();
  return (
    <>
      <h2>{t`Saved views`}</h2>
      {views.length === 0 && (
        <p className="hint">{t`Narrow the list down, and keep it here under a name.`}</p>
      )}
      <ul>
        {views.map((view) => (
          <li key={view.id}>
            <Button
              look="quiet"
              className="view-name"
              aria-current={view.id === active?.id ? 'true' : undefined}
              onClick={() => onChoose(view)}
            >
              {view.name}
            </Button>
            <Button
              look="quiet"
              label={t`Forget ${view.name}`}
              onClick={() => change.mutate((before) => withoutView(before, view.id))}
            >
              <Trash2 aria-hidden="true" />
            </Button>
          </li>
        ))}
      </ul>
      {change.error !== null && (
        <p className="field-problem" role="alert">
          {change.error.message}
        </p>
      )}
    </>
  );
}

type SaveViewProps = { collection: string; choice: ListChoice; shown: readonly string[] };

function SaveView({ choice, collection, shown }: SaveViewProps): ReactNode {
  const { t } = useLingui();
  const id = useId();
  const [name, setName] = useState('');
  const { error, isPending, mutate } = useChangePreferences();
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const view = { id: crypto.randomUUID(), collection, name: name.trim(), choice, columns: [...shown] };
    mutate((before) => withView(before, view));
  };
  return (
    <form className="save-view" onSubmit={save}>
      <label htmlFor={id}>{t`Keep what is shown as`}</label>
      <input
        id={id}
        value={name}
        maxLength={60}
        required
        autoComplete="off"
        onChange={({ target }) => setName(target.value)}
      />
      <Button type="submit" isBusy={isPending}>{t`Save`}</Button>
      {error !== null && (
        <p className="field-problem" role="alert">
          {error.message}
        </p>
      )}
    </form>
  );
}

type ColumnChoiceProps = {
  collection: string;
  all: readonly ListColumn[];
  shown: readonly string[];
  view: SavedView | undefined;
};

function ColumnChoice({ all, collection, shown, view }: ColumnChoiceProps): ReactNode {
  const { t } = useLingui();
  const change = useChangePreferences();
  const show = (id: string, isShown: boolean): void => {
    const columns = all
      .map((column) => column.id)
      .filter((one) => (one === id ? isShown : shown.includes(one)));
    change.mutate((before) => withColumns(before, { collection, viewId: view?.id ?? null, columns }));
  };
  return (
    <fieldset>
      <legend>{t`Columns`}</legend>
      {all.map(({ id, label }) => (
        <label key={id}>
          <input
            type="checkbox"
            checked={shown.includes(id)}
            onChange={({ target }) => show(id, target.checked)}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
