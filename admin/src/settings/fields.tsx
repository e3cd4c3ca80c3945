import { useId } from 'react';
import type { InputHTMLAttributes, ReactNode, SelectHTMLAttributes } from 'react';
import { useProblemOf } from './refused-places.ts';

type Around = { name: string; label: string; hint?: string };

/** One line to type in, with what was refused of it. */
export function TextLine({
  hint,
  label,
  name,
  ...input
}: Around & InputHTMLAttributes<HTMLInputElement>): ReactNode {
  const { id, note, problem } = useNote(name, hint);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        autoComplete="off"
        required
        {...input}
        id={id}
        name={name}
        aria-invalid={problem !== undefined}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
      />
      <Note id={id} note={note} isProblem={problem !== undefined} />
    </div>
  );
}

type ChoiceLineProps = Around &
  SelectHTMLAttributes<HTMLSelectElement> & { options: readonly (readonly [value: string, text: string])[] };

export function ChoiceLine({ hint, label, name, options, ...select }: ChoiceLineProps): ReactNode {
  const { id, note, problem } = useNote(name, hint);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        {...select}
        id={id}
        name={name}
        aria-invalid={problem !== undefined}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
      >
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
      <Note id={id} note={note} isProblem={problem !== undefined} />
    </div>
  );
}

type TickProps = Around & InputHTMLAttributes<HTMLInputElement>;

export function Tick({ hint, label, name, ...input }: TickProps): ReactNode {
  const id = useId();
  return (
    <div className="tick">
      <input
        type="checkbox"
        {...input}
        id={id}
        name={name}
        aria-describedby={hint === undefined ? undefined : `${id}-note`}
      />
      <label htmlFor={id}>{label}</label>
      <Note id={id} note={hint} isProblem={false} />
    </div>
  );
}

function useNote(name: string, hint: string | undefined) {
  const id = useId();
  const problem = useProblemOf(name);
  return { id, problem, note: problem ?? hint };
}

type NoteProps = { id: string; note: string | undefined; isProblem: boolean };

function Note({ id, isProblem, note }: NoteProps): ReactNode {
  if (note === undefined) return null;
  return (
    <span id={`${id}-note`} className={isProblem ? 'field-problem' : 'hint'}>
      {note}
    </span>
  );
}
