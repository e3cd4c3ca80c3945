import type { ReactNode } from 'react';
import { useEditor, useValue } from '../use-editor.ts';
import type { ControlProps } from './control-props.ts';
import { TextRoom } from './text-room.tsx';
import './title-control.css';

/** One line, however many it takes to show it. */
export function TitleControl({ field, id, isInvalid, label, noteId, place }: ControlProps): ReactNode {
  const { readOnly } = useEditor();
  const [value, write] = useValue(place);
  const text = typeof value === 'string' ? value : '';
  return (
    <>
      <textarea
        id={id}
        className="title-input"
        rows={1}
        value={text}
        readOnly={readOnly !== null}
        placeholder={label}
        autoComplete="off"
        aria-describedby={noteId}
        aria-invalid={isInvalid}
        onChange={({ currentTarget }) => write(currentTarget.value.replaceAll(/\s*\n\s*/g, ' '))}
      />
      {field.type === 'text' && <TextRoom text={text} max={field.maxLength} />}
    </>
  );
}
