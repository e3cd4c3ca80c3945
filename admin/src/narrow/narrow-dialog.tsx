import { useLingui } from '@lingui/react/macro';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import type { ReactNode } from 'react';
import type { ContentModel } from '../../../model/content-model.ts';
import { api } from '../api/api.ts';
import { useSession } from '../app/use-session.ts';
import { EntryChoice } from '../choose/entry-choice.tsx';
import { hasDates } from '../content/filter-of.ts';
import type { ListChoice } from '../content/list-choice.ts';
import { usePlaceBelow } from './use-place-below.ts';
import { Button } from '../ui/button.tsx';
import { useModal } from '../ui/use-modal.ts';
import { FieldFilters } from './field-filters.tsx';
import { referredCollections } from './referred-collections.ts';
import './views-dialog.css';
import './narrow-dialog.css';

type NarrowDialogProps = {
  collection: string;
  choice: ListChoice;
  model: ContentModel;
  /** What has opened it. */
  trigger: HTMLElement;
  onChoose: (change: ListChoice) => void;
  onLeave: () => void;
};

const authorsQuery = queryOptions({
  queryKey: ['entries', 'authors'],
  queryFn: async ({ signal }) => (await api.listEntryAuthors({ signal })).body.authors,
});

const NOTHING: ListChoice = { author: '', tag: '', from: '', to: '', where: '' };

/** What a list is narrowed to beside words, state and language. Each choice is taken at once. */
export function NarrowDialog(props: NarrowDialogProps): ReactNode {
  const { choice, collection, model, onChoose, onLeave, trigger } = props;
  const { t } = useLingui();
  const dialog = useModal();
  const { author, from, tag, to, where } = choice;
  return (
    <dialog
      ref={dialog}
      className="views narrow"
      style={usePlaceBelow(trigger)}
      aria-label={t`Filters`}
      closedby="any"
      onClose={onLeave}
    >
      <FieldFilters
        collection={collection}
        model={model}
        where={where ?? ''}
        onChoose={(chosen) => onChoose({ where: chosen })}
      />
      <AuthorChoice author={author} onChoose={onChoose} />
      <Days choice={choice} onChoose={onChoose} />
      <EntryChoice
        legend={t`That refer to`}
        entryId={tag ?? null}
        collections={referredCollections(model, collection)}
        onChoose={(entry) => onChoose({ tag: entry.id })}
        none={{ label: t`Whatever they refer to`, onChoose: () => onChoose({ tag: '' }) }}
      />
      <div className="narrow-ways">
        {(author ?? from ?? tag ?? to ?? where) !== undefined && (
          <Button look="quiet" onClick={() => onChoose(NOTHING)}>{t`Take these filters away`}</Button>
        )}
        <Button onClick={onLeave}>{t`Done`}</Button>
      </div>
    </dialog>
  );
}

type AuthorChoiceProps = { author: string | undefined; onChoose: (change: ListChoice) => void };

function AuthorChoice({ author = '', onChoose }: AuthorChoiceProps): ReactNode {
  const { t } = useLingui();
  const id = useId();
  const me = useSession().session.user.id;
  const { data: authors = [], error } = useQuery(authorsQuery);
  const others = authors.filter((one) => one.id !== me);
  const isKnown = author === '' || author === me || others.some((one) => one.id === author);
  return (
    <div className="field">
      <label htmlFor={id}>{t`Begun by`}</label>
      <select
        id={id}
        className="list-choice"
        value={author}
        onChange={({ target }) => onChoose({ author: target.value })}
      >
        <option value="">{t`Anybody`}</option>
        <option value={me}>{t`Me`}</option>
        {others.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
        {!isKnown && <option value={author}>{t`Somebody`}</option>}
      </select>
      {error !== null && <span className="field-problem">{error.message}</span>}
    </div>
  );
}

type DaysProps = { choice: ListChoice; onChoose: (change: ListChoice) => void };

/** Of the time that the list goes by. */
function Days({ choice, onChoose }: DaysProps): ReactNode {
  const { t } = useLingui();
  const id = useId();
  const { from = '', sort = '', to = '' } = choice;
  const words: Record<string, string> = {
    '': t`Last saved`,
    published: t`Published`,
    created: t`Begun`,
  };
  const isOpen = hasDates(choice);
  return (
    <fieldset>
      <legend>{isOpen ? (words[sort.replace('-', '')] ?? words['']) : t`On days`}</legend>
      <div className="narrow-days">
        <label htmlFor={`${id}-from`}>{t`From the day`}</label>
        <input
          id={`${id}-from`}
          type="date"
          value={from}
          disabled={!isOpen}
          {...(to !== '' && { max: to })}
          onChange={({ target }) => onChoose({ from: target.value })}
        />
        <label htmlFor={`${id}-to`}>{t`To the day`}</label>
        <input
          id={`${id}-to`}
          type="date"
          value={to}
          disabled={!isOpen}
          {...(from !== '' && { min: from })}
          onChange={({ target }) => onChoose({ to: target.value })}
        />
      </div>
      {!isOpen && (
        <p className="hint">
          {t`Days go with a list that is sorted by date: not with a search, and not by title.`}
        </p>
      )}
    </fieldset>
  );
}
