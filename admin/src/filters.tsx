import type { ReactNode } from 'react';
import type { ContentModel } from '../../model/content-model.ts';
import { labelText } from './label-text.ts';

/** What the list is narrowed to; the empty text means everything. */
export type Filter = { collection: string; locale: string };

type FiltersProps = { model: ContentModel; filter: Filter; onChange: (filter: Filter) => void };

export function Filters({ model, filter, onChange }: FiltersProps): ReactNode {
  const collections = Object.entries(model.collections).map(
    ([name, { label }]) => [name, labelText(label)] as const,
  );
  const locales = model.locales.map((locale) => [locale, locale] as const);
  return (
    <div className="toolbar">
      <Choice
        label="Collection"
        value={filter.collection}
        options={collections}
        onChange={(collection) => onChange({ ...filter, collection })}
      />
      <Choice
        label="Language"
        value={filter.locale}
        options={locales}
        onChange={(locale) => onChange({ ...filter, locale })}
      />
    </div>
  );
}

type ChoiceProps = {
  label: string;
  value: string;
  options: readonly (readonly [value: string, text: string])[];
  onChange: (value: string) => void;
};

function Choice({ label, value, options, onChange }: ChoiceProps): ReactNode {
  return (
    <label>
      {label}
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">All</option>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The address keeps the choice, so that a reload or a bookmark brings it back. */
export function readFilter(): Filter {
  const query = new URLSearchParams(location.search);
  return { collection: query.get('collection') ?? '', locale: query.get('locale') ?? '' };
}

/** What the model does not have, from an old bookmark, narrows nothing. */
export function knownFilter({ collection, locale }: Filter, model: ContentModel): Filter {
  return {
    collection: Object.hasOwn(model.collections, collection) ? collection : '',
    locale: model.locales.includes(locale) ? locale : '',
  };
}

/** What narrows the list. */
export function queryOf(filter: Filter): Partial<Filter> {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''));
}

export function addressOf(filter: Filter): string {
  return `?${new URLSearchParams(queryOf(filter)).toString()}`;
}
