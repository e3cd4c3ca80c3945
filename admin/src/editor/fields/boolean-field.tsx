import type { ReactNode } from 'react';
import type { FieldOf } from '../../../../model/fields.ts';
import { useValue } from '../use-editor.ts';
import type { ControlProps } from './control-props.ts';

export function BooleanField({ id, isInvalid, noteId, place }: ControlProps<FieldOf<'boolean'>>): ReactNode {
  const [value, write] = useValue(place);
  return (
    <input
      id={id}
      type="checkbox"
      checked={value === true}
      aria-describedby={noteId}
      aria-invalid={isInvalid}
      onChange={(event) => write(event.currentTarget.checked)}
    />
  );
}
