import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { FieldOf } from '../../../../model/fields.ts';
import { useValue } from '../use-editor.ts';
import type { ControlProps } from './control-props.ts';
import { itemSummary } from './item-summary.ts';
import { useReveal } from './use-reveal.ts';
import './item-list.css';

/** Fields that belong together; closed at first where nothing is written in them. */
export function GroupField(props: ControlProps<FieldOf<'group'>>): ReactNode {
  const { field, inner, label, labelId, noteId, place } = props;
  const [value] = useValue(place);
  const summary = itemSummary(field, value);
  const [isOpen, setOpen] = useState(summary !== '');
  const frame = useReveal<HTMLDivElement>(() => setOpen(true));
  return (
    <div ref={frame} role="group" className="field-group" aria-labelledby={labelId} aria-describedby={noteId}>
      <button
        type="button"
        className="item-toggle"
        aria-expanded={isOpen}
        aria-labelledby={labelId}
        onClick={() => setOpen(!isOpen)}
      >
        <ChevronRight aria-hidden="true" />
        <span id={labelId} className="item-name">
          {label}
        </span>
        <span className="item-summary">{summary}</span>
      </button>
      <div className="field-group-body" hidden={!isOpen}>
        <inner.Fields fields={field.fields} place={place} />
      </div>
    </div>
  );
}
