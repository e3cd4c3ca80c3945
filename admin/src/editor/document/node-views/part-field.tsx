import { useId } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';

type PartFieldProps = {
  label: string;
  value: unknown;
  onChange: (value: string) => void;
  onLeave: () => void;
  placeholder?: string;
  suggestions?: readonly string[];
  problem?: string | null;
};

/** A line of the form of a part. Enter and Escape lead back to the text. */
export function PartField({
  label,
  onChange,
  onLeave,
  placeholder,
  problem = null,
  suggestions,
  value,
}: PartFieldProps): ReactNode {
  const id = useId();
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' && event.key !== 'Enter') return;
    event.preventDefault();
    event.stopPropagation();
    onLeave();
  };
  return (
    <div className="part-field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="text"
        autoComplete="off"
        maxLength={1000}
        value={typeof value === 'string' ? value : ''}
        placeholder={placeholder}
        list={suggestions === undefined ? undefined : `${id}-list`}
        aria-invalid={problem !== null || undefined}
        aria-describedby={problem === null ? undefined : `${id}-problem`}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {suggestions !== undefined && (
        <datalist id={`${id}-list`}>
          {suggestions.map((suggestion) => (
            <option key={suggestion} value={suggestion} />
          ))}
        </datalist>
      )}
      {problem !== null && (
        <span id={`${id}-problem`} className="part-problem">
          {problem}
        </span>
      )}
    </div>
  );
}

type PartChoiceProps = {
  label: string;
  value: string;
  choices: readonly (readonly [value: string, label: string])[];
  onChange: (value: string) => void;
};

export function PartChoice({ choices, label, onChange, value }: PartChoiceProps): ReactNode {
  const id = useId();
  return (
    <div className="part-field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {choices.map(([name, text]) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
