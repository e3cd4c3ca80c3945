import { useLingui } from '@lingui/react/macro';
import { X } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { FieldOf } from '../../../../model/fields.ts';
import { Button } from '../../ui/button.tsx';
import { useValue } from '../use-editor.ts';
import type { ControlProps } from './control-props.ts';
import { localTime, momentOf } from './local-time.ts';
import './date-field.css';

/** While a year is typed, it is one of antiquity. */
const FIRST_YEAR = '1000';

/** A day; or a moment, in the zone of whoever is at the screen. It is kept in UTC. */
export function DateField({ field, id, isInvalid, noteId, place }: ControlProps<FieldOf<'date'>>): ReactNode {
  const { t } = useLingui();
  const [value, write] = useValue(place);
  const [typing, setTyping] = useState<string | null>(null);
  const hasTime = field.time === true;
  const shown = (text: unknown): string => (typeof text !== 'string' ? '' : hasTime ? localTime(text) : text);
  const read = (text: string): void => {
    setTyping(text);
    if (text === '') write(undefined);
    else if (text >= FIRST_YEAR) write(hasTime ? momentOf(text) : text);
  };
  return (
    <div className="date-line">
      <input
        id={id}
        type={hasTime ? 'datetime-local' : 'date'}
        className="date-input"
        value={typing ?? shown(value)}
        min={shown(field.min)}
        max={shown(field.max)}
        aria-describedby={noteId}
        aria-invalid={isInvalid}
        onChange={({ currentTarget }) => read(currentTarget.value)}
        onBlur={() => setTyping(null)}
      />
      {hasTime && <span className="hint">{Intl.DateTimeFormat().resolvedOptions().timeZone}</span>}
      {value !== undefined && value !== '' && (
        <Button look="quiet" label={t`Empty the date`} onClick={() => write(undefined)}>
          <X aria-hidden="true" />
        </Button>
      )}
    </div>
  );
}
