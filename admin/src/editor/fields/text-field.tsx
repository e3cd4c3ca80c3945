import type { ReactNode } from 'react';
import type { FieldOf } from '../../../../model/fields.ts';
import { useValue } from '../use-editor.ts';
import type { ControlProps } from './control-props.ts';

/** One line, or as many as are written. */
export function TextField({
  field,
  id,
  noteId,
  place,
}: ControlProps<FieldOf<'text'> | FieldOf<'slug'>>): ReactNode {
  const [value, write] = useValue(place);
  const isLong = field.type === 'text' && field.multiline === true;
  const shared = {
    id,
    value: typeof value === 'string' ? value : '',
    maxLength: field.maxLength,
    'aria-describedby': noteId,
  };
  return isLong ? (
    <textarea {...shared} rows={3} onChange={(event) => write(event.currentTarget.value)} />
  ) : (
    <input
      {...shared}
      type="text"
      autoComplete="off"
      onChange={(event) => write(event.currentTarget.value)}
    />
  );
}
