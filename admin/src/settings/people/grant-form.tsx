import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { contentModelQuery } from '../../api/queries.ts';
import { labelText } from '../../content/label-text.ts';
import { Button } from '../../ui/button.tsx';
import '../../ui/section.css';
import { Tick } from '../fields.tsx';
import type { Grant } from './grant.ts';
import {
  ENTRY_ACTION_WORDS,
  MEDIA_ACTION_WORDS,
  SITE_ACTION_WORDS,
  type GrantableAction,
} from './role-words.ts';

type GrantFormProps = {
  number: number;
  grant: Grant;
  onChange: (grant: Grant) => void;
  /** null: there is no other. */
  onRemove: (() => void) | null;
};

/** What may be done, and to what of the site. */
export function GrantForm({ grant, number, onChange, onRemove }: GrantFormProps): ReactNode {
  const { t } = useLingui();
  const model = useQuery(contentModelQuery).data;
  const collections = Object.entries(model?.collections ?? {}).map(
    ([name, { label }]) => [name, labelText(label)] as const,
  );
  const locales = (model?.locales ?? []).map((locale) => [locale, locale] as const);
  const isEverywhere = namesOf(grant.collections) === 'all' && namesOf(grant.locales) === 'all';
  const actions = (title: string, words: typeof ENTRY_ACTION_WORDS): ReactNode => (
    <Actions
      title={title}
      words={words}
      chosen={grant.actions}
      onChange={(chosen) => onChange({ ...grant, actions: chosen })}
    />
  );
  return (
    <fieldset className="section">
      <legend>{t`Allowed, ${number}`}</legend>
      {actions(t`With entries`, ENTRY_ACTION_WORDS)}
      <Names
        title={t`Of which collections`}
        all={t`All, also those that there will be`}
        options={collections}
        chosen={namesOf(grant.collections)}
        onChange={(names) => onChange({ ...grant, collections: names })}
      />
      {locales.length > 1 && (
        <Names
          title={t`In which languages`}
          all={t`All, also those that there will be`}
          options={locales}
          chosen={namesOf(grant.locales)}
          onChange={(names) => onChange({ ...grant, locales: names })}
        />
      )}
      <Tick
        name={`own-${number}`}
        label={t`Only with what they have made or uploaded themselves`}
        checked={grant.whose === 'own'}
        onChange={({ target }) => onChange({ ...grant, whose: target.checked ? 'own' : 'any' })}
      />
      {isEverywhere && actions(t`With files`, MEDIA_ACTION_WORDS)}
      {isEverywhere && grant.whose !== 'own' && actions(t`With the whole site`, SITE_ACTION_WORDS)}
      {onRemove !== null && <Button onClick={onRemove}>{t`Take this away`}</Button>}
    </fieldset>
  );
}

type NameChoice = readonly string[] | 'all';

function namesOf(names: Grant['collections']): NameChoice {
  return names ?? 'all';
}

type ActionsProps = {
  title: string;
  words: typeof ENTRY_ACTION_WORDS;
  chosen: readonly GrantableAction[];
  onChange: (chosen: GrantableAction[]) => void;
};

function Actions({ chosen, onChange, title, words }: ActionsProps): ReactNode {
  const { i18n } = useLingui();
  return (
    <fieldset>
      <legend>{title}</legend>
      {words.map(({ action, words: said }) => (
        <Tick
          key={action}
          name={action}
          label={i18n._(said)}
          checked={chosen.includes(action)}
          onChange={({ target }) =>
            onChange(target.checked ? [...chosen, action] : chosen.filter((other) => other !== action))
          }
        />
      ))}
    </fieldset>
  );
}

type NamesProps = {
  title: string;
  all: string;
  options: readonly (readonly [name: string, label: string])[];
  chosen: NameChoice;
  onChange: (chosen: string[] | 'all') => void;
};

function Names({ all, chosen, onChange, options, title }: NamesProps): ReactNode {
  const isAll = chosen === 'all';
  return (
    <fieldset>
      <legend>{title}</legend>
      <Tick
        name={title}
        label={all}
        checked={isAll}
        onChange={({ target }) => onChange(target.checked ? 'all' : options.map(([name]) => name))}
      />
      {!isAll &&
        options.map(([name, label]) => (
          <Tick
            key={name}
            name={name}
            label={label}
            checked={chosen.includes(name)}
            onChange={({ target }) =>
              onChange(target.checked ? [...chosen, name] : chosen.filter((other) => other !== name))
            }
          />
        ))}
    </fieldset>
  );
}
