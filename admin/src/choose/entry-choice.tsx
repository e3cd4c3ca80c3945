import { useLingui } from '@lingui/react/macro';
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import type { EntrySummary } from '../../../model/api/entry.ts';
import { entryQuery, firstEntriesQuery, type EntryFilter } from '../api/queries.ts';
import { entryTitle } from '../content/entry-title.ts';
import '../ui/form.css';
import './entry-choice.css';

type EntryChoiceProps = {
  legend: string;
  entryId: string | null;
  onChoose: (entry: EntrySummary) => void;
  /** Of these alone. */
  collections?: readonly string[];
  /** All but this one. */
  without?: string | undefined;
  problem?: string | undefined;
  isRequired?: boolean;
  /** To choose none of them. */
  none?: { label: string; onChoose: () => void };
};

/** Search, then one of what was found. */
export function EntryChoice(props: EntryChoiceProps): ReactNode {
  const { collections, entryId, isRequired = false, legend, none, onChoose, problem, without } = props;
  const { t } = useLingui();
  const id = useId();
  const [sought, setSought] = useState('');
  const chosen = useQuery({ ...entryQuery(entryId ?? ''), enabled: entryId !== null }).data;
  const { found, isFound } = useFound(sought.trimStart(), collections);
  const others = found.filter(({ id: one }) => one !== entryId && one !== without);
  const entries = chosen === undefined ? others : [chosen, ...others];
  const aboutOf = (entry: EntrySummary): string => {
    const path = entry.livePath ?? t`not public`;
    const isAlone = !entries.some((one) => one !== entry && entryTitle(one) === entryTitle(entry));
    return isAlone ? path : `${entry.locale} · ${path}`;
  };
  return (
    <fieldset className="entry-choice">
      <legend>{legend}</legend>
      <div className="field">
        <input
          type="search"
          aria-label={t`Search entries`}
          placeholder={t`Search entries`}
          value={sought}
          onChange={({ target }) => setSought(target.value)}
          // What is sought is chosen below; the form around is sent by its button.
          onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
        />
      </div>
      {none !== undefined && (
        <div className="tick">
          <input
            id={`${id}-none`}
            type="radio"
            name={`${id}-entry`}
            checked={entryId === null}
            onChange={none.onChoose}
          />
          <label htmlFor={`${id}-none`}>{none.label}</label>
        </div>
      )}
      {entries.map((entry) => (
        <div key={entry.id} className="tick">
          <input
            id={`${id}-${entry.id}`}
            type="radio"
            name={`${id}-entry`}
            required={isRequired}
            checked={entry.id === entryId}
            onChange={() => onChoose(entry)}
          />
          <label htmlFor={`${id}-${entry.id}`}>
            {entryTitle(entry)} <span className="soft">{aboutOf(entry)}</span>
          </label>
        </div>
      ))}
      {isFound && entries.length === 0 && <p className="hint">{t`Nothing fits`}</p>}
      {problem !== undefined && <p className="field-problem">{problem}</p>}
    </fieldset>
  );
}

/** What was found before stays until there is more to say. */
function useFound(words: string, collections: readonly string[] | undefined) {
  const search = words === '' ? {} : { q: words };
  const places = collections?.map((collection) => ({ collection })) ?? [{}];
  const queries = useQueries({ queries: places.map((place) => foundQuery({ ...place, ...search })) });
  return {
    found: queries.flatMap(({ data }) => data?.entries ?? []),
    isFound: queries.every(({ data }) => data !== undefined),
  };
}

function foundQuery(filter: EntryFilter) {
  return { ...firstEntriesQuery(filter), placeholderData: keepPreviousData };
}
