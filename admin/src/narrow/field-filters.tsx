import { useLingui } from '@lingui/react/macro';
import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import type { ContentModel } from '../../../model/content-model.ts';
import { referencedCollections, type Field, type FieldOf } from '../../../model/fields.ts';
import { readRange, readWhere, writeWhere } from '../../../model/list-where.ts';
import { EntryChoice } from '../choose/entry-choice.tsx';
import { labelText } from '../content/label-text.ts';

type FieldFiltersProps = {
  collection: string;
  model: ContentModel;
  where: string;
  onChoose: (where: string) => void;
};

/** One for each field by which the model lets lists be narrowed. */
export function FieldFilters({ collection, model, onChoose, where }: FieldFiltersProps): ReactNode {
  const declared = model.collections[collection];
  const conditions = readWhere(where) ?? [];
  return declared?.filterable.map((name) => {
    const field = declared.fields[name];
    if (field === undefined) return null;
    return (
      <FieldFilter
        key={name}
        field={field}
        label={labelText(field.label ?? name)}
        value={conditions.find((condition) => condition.field === name)?.value ?? ''}
        onChoose={(value) => {
          const others = conditions.filter((condition) => condition.field !== name);
          onChoose(writeWhere([...others, { field: name, value }]));
        }}
      />
    );
  });
}

type FilterProps<Of = Field> = {
  field: Of;
  label: string;
  value: string;
  onChoose: (value: string) => void;
};

function FieldFilter({ field, ...others }: FilterProps): ReactNode {
  const { t } = useLingui();
  const yesOrNo = [
    ['true', t`Yes`],
    ['false', t`No`],
  ] as const;
  if (field.type === 'boolean') return <OneOf {...others} options={yesOrNo} />;
  if (field.type === 'select') return <OneOf {...others} options={optionsOf(field)} />;
  if (field.type === 'reference') return <Referred {...others} field={field} />;
  if (field.type === 'date' || field.type === 'number') return <Range {...others} field={field} />;
  return <Just {...others} />;
}

function optionsOf({ options }: FieldOf<'select'>): [value: string, label: string][] {
  return options.map((option) =>
    typeof option === 'string' ? [option, option] : [option.value, labelText(option.label)],
  );
}

type OneOfProps = Omit<FilterProps, 'field'> & {
  options: readonly (readonly [value: string, label: string])[];
};

function OneOf({ label, onChoose, options, value }: OneOfProps): ReactNode {
  const { t } = useLingui();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="list-choice" value={value} onChange={({ target }) => onChoose(target.value)}>
        <option value="">{t`All`}</option>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Taken once it is left, or by the Enter key: what is half typed would find nothing. */
function Just({ label, onChoose, value }: Omit<FilterProps, 'field'>): ReactNode {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <Bound id={id} type="text" value={value} onTake={onChoose} />
    </div>
  );
}

type BoundProps = {
  id: string;
  type: 'date' | 'number' | 'text';
  value: string;
  onTake: (value: string) => void;
};

function Bound({ id, onTake, type, value }: BoundProps): ReactNode {
  const take = (typed: string): void => {
    if (typed.trim() !== value) onTake(typed.trim());
  };
  return (
    <input
      // Another one where the filter is taken away.
      key={value}
      id={id}
      type={type}
      {...(type === 'number' && { step: 'any' })}
      className="narrow-bound"
      defaultValue={value}
      autoComplete="off"
      onBlur={({ target }) => take(target.value)}
      onKeyDown={({ currentTarget, key }) => key === 'Enter' && take(currentTarget.value)}
    />
  );
}

function Range({
  field,
  label,
  onChoose,
  value,
}: FilterProps<FieldOf<'date'> | FieldOf<'number'>>): ReactNode {
  const { t } = useLingui();
  const id = useId();
  const { from, to } = readRange(value) ?? { from: value, to: value };
  const choose = (range: { from: string; to: string }): void =>
    onChoose(range.from === '' && range.to === '' ? '' : `${range.from}..${range.to}`);
  const isDate = field.type === 'date';
  return (
    <fieldset>
      <legend>{label}</legend>
      <div className="narrow-days">
        <label htmlFor={`${id}-from`}>{isDate ? t`From the day` : t`From`}</label>
        {isDate ? (
          <input
            id={`${id}-from`}
            type="date"
            value={from}
            onChange={({ target }) => choose({ from: target.value, to })}
          />
        ) : (
          <Bound
            id={`${id}-from`}
            type="number"
            value={from}
            onTake={(bound) => choose({ from: bound, to })}
          />
        )}
        <label htmlFor={`${id}-to`}>{isDate ? t`To the day` : t`To`}</label>
        {isDate ? (
          <input
            id={`${id}-to`}
            type="date"
            value={to}
            onChange={({ target }) => choose({ from, to: target.value })}
          />
        ) : (
          <Bound id={`${id}-to`} type="number" value={to} onTake={(bound) => choose({ from, to: bound })} />
        )}
      </div>
    </fieldset>
  );
}

/** Nothing is asked for before it is opened. */
function Referred({ field, label, onChoose, value }: FilterProps<FieldOf<'reference'>>): ReactNode {
  const { t } = useLingui();
  const [isOpen, setOpen] = useState(value !== '');
  return (
    <details
      className="narrow-referred"
      open={isOpen}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>{label}</summary>
      {isOpen && (
        <EntryChoice
          legend={label}
          entryId={value === '' ? null : value}
          collections={referencedCollections(field)}
          onChoose={(entry) => onChoose(entry.id)}
          none={{ label: t`All`, onChoose: () => onChoose('') }}
        />
      )}
    </details>
  );
}
