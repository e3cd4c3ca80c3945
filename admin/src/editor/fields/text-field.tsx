import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { FieldOf } from '../../../../model/fields.ts';
import { useValue } from '../use-editor.ts';
import type { ControlProps } from './control-props.ts';

/** One line, or as many as are written. What is too long is shown and not cut: it may have been pasted to be shortened here. */
export function TextField({ field, id, isInvalid, noteId, place }: ControlProps<FieldOf<'text'>>): ReactNode {
  const [value, write] = useValue(place);
  const text = typeof value === 'string' ? value : '';
  const shared = { id, value: text, 'aria-describedby': noteId, 'aria-invalid': isInvalid };
  return (
    <>
      {field.multiline === true ? (
        <textarea {...shared} rows={3} onChange={(event) => write(event.currentTarget.value)} />
      ) : (
        <input
          {...shared}
          type="text"
          autoComplete="off"
          onChange={(event) => write(event.currentTarget.value)}
        />
      )}
      {field.maxLength !== undefined && <Room length={text.length} max={field.maxLength} />}
    </>
  );
}

/** Said once there is little of it. */
const SHOWN_FROM = 0.8;

function Room({ length, max }: { length: number; max: number }): ReactNode {
  const { t } = useLingui();
  if (length < max * SHOWN_FROM) return null;
  return (
    <span
      className={length > max ? 'text-room over' : 'text-room'}
      title={t`${length} of at most ${max} characters`}
    >
      {length} / {max}
    </span>
  );
}
