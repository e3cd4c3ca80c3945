import { i18n } from '@lingui/core';
import { t } from '@lingui/core/macro';
import type { ReactNode } from 'react';
import type { ListedEntry } from '../../../model/api/entry.ts';
import type { ContentModel } from '../../../model/content-model.ts';
import type { Field, FieldOf } from '../../../model/fields.ts';
import { listedFields } from '../../../model/listed-fields.ts';
import { labelText } from '../content/label-text.ts';
import type { ListColumn } from '../content/list-column.ts';
import { When } from '../content/when.tsx';
import { momentInFull } from '../i18n/when.ts';
import './more-columns.css';

const ASIDE = { width: 'minmax(92px, auto)', isAside: true };

/** What can stand beside the name of an entry, and does so for those alone who have chosen it. */
export function moreColumns(model: ContentModel, collection: string): ListColumn[] {
  const declared = model.collections[collection];
  const fields = declared === undefined ? [] : listedFields(declared);
  return [
    { id: 'published', label: t`Published`, ...ASIDE, cell: ({ publishedAt }) => <When at={publishedAt} /> },
    { id: 'begun', label: t`Begun`, ...ASIDE, cell: ({ createdAt }) => <When at={createdAt} /> },
    {
      id: 'due',
      label: t`Scheduled`,
      ...ASIDE,
      cell: ({ scheduled }) => <When at={scheduled?.dueAt ?? null} />,
    },
    ...fields.map(columnOf),
  ];
}

function columnOf([name, field]: [name: string, field: Field]): ListColumn {
  return {
    id: `field.${name}`,
    field: name,
    label: labelText(field.label ?? name),
    ...ASIDE,
    cell: (entry) => <FieldValues field={field} values={entry.values?.[name] ?? []} />,
  };
}

type Value = NonNullable<ListedEntry['values']>[string][number];

function FieldValues({ field, values }: { field: Field; values: readonly Value[] }): ReactNode {
  if (values.length === 0) return '–';
  const said = values.map((value) => wordsOf(field, value)).join(', ');
  return (
    <span className="field-values" title={said}>
      {said}
    </span>
  );
}

function wordsOf(field: Field, { title, value }: Value): string {
  if (field.type === 'boolean') return value === 'true' ? t`Yes` : t`No`;
  if (field.type === 'date') return field.time === true ? momentInFull(value) : dayInWords(value);
  if (field.type === 'number') return i18n.number(Number(value));
  if (field.type === 'select') return optionLabel(field, value);
  if (field.type !== 'reference') return value;
  return title === null ? t`Not there any more` : title || t`Untitled`;
}

function dayInWords(day: string): string {
  const at = new Date(`${day}T00:00`);
  return Number.isNaN(at.getTime()) ? day : i18n.date(at, { dateStyle: 'medium' });
}

function optionLabel({ options }: FieldOf<'select'>, value: string): string {
  const option = options.find((one) => typeof one !== 'string' && one.value === value);
  return option === undefined || typeof option === 'string' ? value : labelText(option.label);
}
