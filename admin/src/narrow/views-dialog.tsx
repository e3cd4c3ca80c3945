import { useLingui } from '@lingui/react/macro';
import { Trash2 } from 'lucide-react';
import { useId, useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import type { SavedView } from '../../../model/api/preferences.ts';
import type { ContentModel } from '../../../model/content-model.ts';
import { Button } from '../ui/button.tsx';
import { useModal } from '../ui/use-modal.ts';
import { readListChoice, type ListChoice } from '../content/list-choice.ts';
import type { ListColumn } from '../content/list-column.ts';
import { usePlaceBelow } from './use-place-below.ts';
import { moreColumns } from './more-columns.tsx';
import { withColumns, withoutView, withView } from './change-views.ts';
import { useChangePreferences } from './use-change-preferences.ts';
import type { ListView } from '../content/views/use-list-view.tsx';
import './views-dialog.css';

type ViewsDialogProps = {
  about: 'views' | 'columns';
  collection: string;
  choice: ListChoice;
  model: ContentModel;
  view: ListView;
  /** What has opened it. */
  trigger: HTMLElement;
  onChoose: (choice: ListChoice) => void;
  onLeave: () => void;
};

/** The views that somebody has kept, or what the list shows of each entry. */
export function ViewsDialog(props: ViewsDialogProps): ReactNode {
  const { about, choice, collection, model, onChoose, onLeave, trigger, view } = props;
  const { t } = useLingui();
  const dialog = useModal();
  const { active, shown } = view;
  return (
    <dialog
      ref={dialog}
      className="views"
      style={usePlaceBelow(trigger)}
      aria-label={about === 'views' ? t`Saved views` : t`Columns`}
      closedby="any"
      onClose={onLeave}
    >
      {about === 'views' ? (
        <>
          <ViewList
            views={view.views}
            active={active}
            onChoose={(chosen) => {
              onLeave();
              onChoose(readListChoice(chosen.choice));
            }}
          />
          {active === undefined && <SaveView collection={collection} choice={choice} shown={shown} />}
        </>
      ) : (
        <ColumnChoice
          collection={collection}
          all={[...view.first, ...moreColumns(model, collection)]}
          shown={shown}
          view={active}
        />
      )}
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
      <legend>{view === undefined ? t`Columns` : t`Columns of “${view.name}”`}</legend>
      <p className="hint">{t`As many are shown as there is room for.`}</p>
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
