import { useId } from 'react';
import type { FormEvent, ReactNode } from 'react';
import type { ApiError } from '../../../model/api/api-error.ts';
import { MessageBox } from './message.tsx';
import { problemLines } from './problem-lines.ts';
import { useRefusal } from './use-refusal.ts';
import './form.css';
import { Button } from './button.tsx';

export type FormField<Name extends string = string> = {
  name: Name;
  label: string;
  type: 'text' | 'email' | 'password';
  autoComplete: string;
  hint?: string;
  defaultValue?: string;
  isOptional?: boolean;
};

export type FormValues<Name extends string> = Record<Name, string>;

type FormProps<Name extends string> = {
  fields: readonly FormField<Name>[];
  submitLabel: string;
  onSubmit: (values: FormValues<Name>) => Promise<void>;
};

/** A short form: one request at a time, what the server refuses shown beside the field it names. */
export function Form<Name extends string>({ fields, submitLabel, onSubmit }: FormProps<Name>): ReactNode {
  const { isBusy, refusal, run } = useRefusal();

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    await run(async () => {
      const values = Object.fromEntries(fields.map(({ name }) => [name, textOf(data.get(name))]));
      await onSubmit(values as FormValues<Name>);
    });
  }

  return (
    <form className="form" onSubmit={(event) => void submit(event)}>
      {refusal !== null && (
        <MessageBox
          message={{ kind: 'problem', text: refusal.message, details: linesOfOtherPlaces(refusal, fields) }}
        />
      )}
      {fields.map((field) => (
        <Field key={field.name} field={field} problem={problemOf(refusal, field.name)} />
      ))}
      <Button look="solid" type="submit" disabled={isBusy}>
        {submitLabel}
      </Button>
    </form>
  );
}

function Field({ field, problem }: { field: FormField; problem: string | undefined }): ReactNode {
  const id = useId();
  const note = problem ?? field.hint;
  return (
    <div className="field">
      <label htmlFor={id}>{field.label}</label>
      <input
        id={id}
        name={field.name}
        type={field.type}
        autoComplete={field.autoComplete}
        required={field.isOptional !== true}
        defaultValue={field.defaultValue}
        aria-invalid={problem !== undefined}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
      />
      {note !== undefined && (
        <span id={`${id}-note`} className={problem === undefined ? 'hint' : 'field-problem'}>
          {note}
        </span>
      )}
    </div>
  );
}

/** A form has files too, but not these. */
function textOf(value: FormDataEntryValue | null): string {
  return typeof value === 'string' ? value : '';
}

/** What stands beside a field is not said twice. */
function linesOfOtherPlaces({ issues }: ApiError, fields: readonly FormField[]): string[] {
  return problemLines(issues.filter(({ path }) => !fields.some(({ name }) => name === path)));
}

function problemOf(refusal: ApiError | null, name: string): string | undefined {
  return refusal?.issues.find((issue) => issue.path === name)?.message;
}
