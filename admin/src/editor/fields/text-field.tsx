import type { ReactNode } from 'react';
import type { FieldOf } from '../../../../model/fields.ts';
import { useEditor, useValue } from '../use-editor.ts';
import type { ControlProps } from './control-props.ts';
import { TextRoom } from './text-room.tsx';

/** One line, or as many as are written. What is too long is shown and not cut: it may have been pasted to be shortened here. */
export function TextField({ field, id, isInvalid, noteId, place }: ControlProps<FieldOf<'text'>>): ReactNode {
  const [value, write] = useValue(place);
  const isReadOnly = useEditor().readOnly !== null;
  const text = typeof value === 'string' ? value : '';
  const shared = {
    id,
    value: text,
    readOnly: isReadOnly,
    'aria-describedby': noteId,
    'aria-invalid': isInvalid,
  };
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
      <TextRoom text={text} max={field.maxLength} />
    </>
  );
}
