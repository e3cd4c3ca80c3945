import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { FieldOf } from '../../../../model/fields.ts';
import { useEditor, useValue } from '../use-editor.ts';
import type { ControlProps } from './control-props.ts';
import { numberOf, textOfNumber } from './number-text.ts';

/** Written as the language of the screen writes numbers. What is no number stays as it was typed, until somebody has mended it. */
export function NumberField({
  field,
  id,
  isInvalid,
  noteId,
  place,
}: ControlProps<FieldOf<'number'>>): ReactNode {
  const { i18n, t } = useLingui();
  const { locale } = i18n;
  const { readOnly } = useEditor();
  const [value, write] = useValue(place);
  const [typed, setTyped] = useState<string | null>(null);
  const stored = typeof value === 'number' ? textOfNumber(value, locale) : '';
  // What comes from elsewhere is shown; what is typed here may be on its way to another form of the same number.
  const isOwn = typed !== null && (numberOf(typed, locale) ?? '') === (value ?? '');
  const text = isOwn ? typed : stored;
  const isNoNumber = isOwn && text.trim() !== '' && numberOf(text, locale) === undefined;
  return (
    <>
      <input
        id={id}
        type="text"
        inputMode={field.integer === true && (field.min ?? -1) >= 0 ? 'numeric' : 'decimal'}
        autoComplete="off"
        className="number-input"
        value={text}
        readOnly={readOnly !== null}
        aria-describedby={
          [noteId, isNoNumber ? `${id}-no-number` : ''].filter(Boolean).join(' ') || undefined
        }
        aria-invalid={isInvalid || isNoNumber}
        onChange={({ currentTarget: { value: now } }) => {
          setTyped(now);
          write(numberOf(now, locale));
        }}
        onBlur={() => {
          if (!isNoNumber) setTyped(null);
        }}
        onKeyDown={(event) => {
          const step = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
          if (step === 0 || event.altKey) return;
          event.preventDefault();
          setTyped(null);
          write(within(field, (typeof value === 'number' ? value : 0) + step));
        }}
      />
      {isNoNumber && (
        <span id={`${id}-no-number`} className="field-problem">
          {t`This is not a number. It is kept here as you typed it, and not saved.`}
        </span>
      )}
    </>
  );
}

function within({ max = Infinity, min = -Infinity }: FieldOf<'number'>, value: number): number {
  return Math.min(max, Math.max(min, value));
}
