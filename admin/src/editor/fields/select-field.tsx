import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { FieldOf, SelectOption } from '../../../../model/fields.ts';
import { labelText } from '../../content/label-text.ts';
import { useValue } from '../use-editor.ts';
import type { ControlProps } from './control-props.ts';

/** One of a few, or several of them. */
export function SelectField(props: ControlProps<FieldOf<'select'>>): ReactNode {
  return props.field.multiple === true ? <Several {...props} /> : <One {...props} />;
}

function One({ field, id, isInvalid, noteId, place }: ControlProps<FieldOf<'select'>>): ReactNode {
  const { t } = useLingui();
  const [value, write] = useValue(place);
  const chosen = typeof value === 'string' ? value : '';
  const isKnown = chosen === '' || field.options.some((option) => valueOf(option) === chosen);
  return (
    <select
      id={id}
      className="select-input"
      value={chosen}
      aria-describedby={noteId}
      aria-invalid={isInvalid}
      onChange={({ currentTarget }) => write(currentTarget.value === '' ? undefined : currentTarget.value)}
    >
      <option value="">{t`Nothing chosen`}</option>
      {!isKnown && <option value={chosen}>{chosen}</option>}
      {field.options.map((option) => (
        <option key={valueOf(option)} value={valueOf(option)}>
          {nameOf(option)}
        </option>
      ))}
    </select>
  );
}

function Several({ field, id, labelId, noteId, place }: ControlProps<FieldOf<'select'>>): ReactNode {
  const [value, write] = useValue(place);
  const chosen: readonly unknown[] = Array.isArray(value) ? value : [];
  const choose = (option: string, isChosen: boolean): void => {
    const next = isChosen ? [...chosen, option] : chosen.filter((other) => other !== option);
    write(next.length === 0 ? undefined : next);
  };
  return (
    <div role="group" aria-labelledby={labelId} aria-describedby={noteId} className="select-several">
      {field.options.map((option, index) => (
        <div key={valueOf(option)} className="select-choice">
          <input
            id={`${id}-${index}`}
            type="checkbox"
            checked={chosen.includes(valueOf(option))}
            onChange={({ currentTarget }) => choose(valueOf(option), currentTarget.checked)}
          />
          <label htmlFor={`${id}-${index}`}>{nameOf(option)}</label>
        </div>
      ))}
    </div>
  );
}

function valueOf(option: SelectOption): string {
  return typeof option === 'string' ? option : option.value;
}

function nameOf(option: SelectOption): string {
  return typeof option === 'string' ? option : labelText(option.label);
}
