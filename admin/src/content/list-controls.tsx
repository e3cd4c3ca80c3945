import { useLingui } from '@lingui/react/macro';
import { Search } from 'lucide-react';
import { useEffect, useEffectEvent, useId, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import type { ListChoice } from './list-choice.ts';

type ListControlsProps = {
  choice: ListChoice;
  locales: readonly string[];
  onChoose: (change: ListChoice) => void;
  /** Beside them. */
  children: ReactNode;
};

/** Long enough that a word is typed, short enough that nobody waits. */
const TYPING_PAUSE_MS = 200;

export function ListControls({ children, choice, locales, onChoose }: ListControlsProps): ReactNode {
  const { t } = useLingui();
  // What is searched for has an order of its own.
  const isSearch = choice.q !== undefined;
  return (
    <search className="list-controls">
      <SearchField sought={choice.q ?? ''} onSeek={(q) => onChoose({ q })} />
      <Choice
        label={t`State`}
        value={choice.state ?? ''}
        options={[
          ['', t`All states`],
          ['draft', t`Draft`],
          ['changed', t`Changed since published`],
          ['scheduled', t`Scheduled`],
          ['live', t`Live`],
          ['withdrawn', t`Withdrawn`],
          ['withheld', t`Held back`],
          ['trashed', t`In the trash`],
        ]}
        onChoose={(state) => onChoose({ state })}
      />
      {locales.length > 1 && (
        <Choice
          label={t`Language`}
          value={choice.locale ?? ''}
          options={[['', t`All languages`], ...locales.map((locale) => [locale, nameOf(locale)] as const)]}
          onChoose={(locale) => onChoose({ locale })}
        />
      )}
      <Choice
        label={t`Order`}
        value={isSearch ? '' : (choice.sort ?? '')}
        isDisabled={isSearch}
        options={
          isSearch
            ? [['', t`Best match first`]]
            : [
                ['', t`Last saved first`],
                ['-published', t`Last published first`],
                ['-created', t`Newest first`],
                ['created', t`Oldest first`],
                ['title', t`By title`],
              ]
        }
        onChoose={(sort) => onChoose({ sort })}
      />
      {children}
    </search>
  );
}

type SearchFieldProps = { sought: string; onSeek: (words: string) => void };

function SearchField({ onSeek, sought }: SearchFieldProps): ReactNode {
  const { t } = useLingui();
  const id = useId();
  const [typed, setTyped] = useState(sought);
  /** Asked for and not there yet: what comes back of it is older than what is typed. */
  const asked = useRef<string[]>([]);
  const seek = useEffectEvent((words: string) => {
    if (words === sought) return;
    asked.current.push(words);
    onSeek(words);
  });
  const take = useEffectEvent((words: string) => {
    const place = asked.current.indexOf(words);
    if (place === -1) setTyped(words);
    asked.current = asked.current.slice(place + 1);
  });
  useEffect(() => take(sought), [sought]);
  useEffect(() => {
    const pause = setTimeout(() => seek(typed), TYPING_PAUSE_MS);
    return () => clearTimeout(pause);
  }, [typed]);
  return (
    <div className="search-field">
      <Search aria-hidden="true" />
      <label className="for-screen-readers" htmlFor={id}>{t`Search`}</label>
      <input
        id={id}
        type="search"
        value={typed}
        placeholder={t`Search titles and texts`}
        onChange={(event) => setTyped(event.target.value)}
      />
    </div>
  );
}

type ChoiceProps = {
  label: string;
  value: string;
  options: readonly (readonly [value: string, text: string])[];
  isDisabled?: boolean;
  onChoose: (value: string) => void;
};

function Choice({ isDisabled, label, onChoose, options, value }: ChoiceProps): ReactNode {
  return (
    <select
      className={`list-choice ${value === '' ? '' : 'is-chosen'}`}
      aria-label={label}
      value={value}
      disabled={isDisabled}
      onChange={(event) => onChoose(event.target.value)}
    >
      {options.map(([option, text]) => (
        <option key={option} value={option}>
          {text}
        </option>
      ))}
    </select>
  );
}

function nameOf(locale: string): string {
  return new Intl.DisplayNames([document.documentElement.lang], { type: 'language' }).of(locale) ?? locale;
}
