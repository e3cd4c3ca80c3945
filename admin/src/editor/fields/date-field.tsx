import {
  getLocalTimeZone,
  now,
  parseAbsolute,
  parseDate,
  type CalendarDate,
  type ZonedDateTime,
} from '@internationalized/date';
import { useLingui } from '@lingui/react/macro';
import { CalendarDays, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, DateInput, DatePicker, DateSegment, Group, I18nProvider } from 'react-aria-components';
import type { FieldOf } from '../../../../model/fields.ts';
import { MonthPopover } from '../../ui/month.tsx';
import { useValue } from '../use-editor.ts';
import type { ControlProps } from './control-props.ts';
import './date-field.css';

/** A day; or a moment, in the zone of whoever is at the screen. It is kept in UTC. */
export function DateField({
  field,
  isInvalid,
  labelId,
  noteId,
  place,
}: ControlProps<FieldOf<'date'>>): ReactNode {
  const { i18n, t } = useLingui();
  const [value, write] = useValue(place);
  const hasTime = field.time === true;
  const read = (text: unknown): CalendarDate | ZonedDateTime | null =>
    typeof text === 'string' && text !== '' ? dateOf(text, hasTime) : null;
  const date = read(value);
  return (
    <I18nProvider locale={i18n.locale}>
      <div className="date-line">
        <DatePicker
          className="date-picker"
          aria-labelledby={labelId}
          {...(noteId !== undefined && { 'aria-describedby': noteId })}
          granularity={hasTime ? 'minute' : 'day'}
          placeholderValue={hasTime ? now(getLocalTimeZone()).set({ second: 0, millisecond: 0 }) : null}
          value={date}
          minValue={read(field.min)}
          maxValue={read(field.max)}
          isInvalid={isInvalid}
          shouldForceLeadingZeros
          onChange={(chosen) => write(chosen === null ? undefined : textOfDate(chosen))}
        >
          <Group className="date-input">
            <DateInput className="date-segments">
              {(segment) => <DateSegment segment={segment} className="date-segment" />}
            </DateInput>
            <Button className="button quiet icon-only">
              <CalendarDays aria-hidden="true" />
            </Button>
          </Group>
          <MonthPopover />
        </DatePicker>
        {value !== undefined && value !== '' && (
          <button
            type="button"
            className="button quiet icon-only"
            aria-label={t`Empty the date`}
            title={t`Empty the date`}
            onClick={() => write(undefined)}
          >
            <X aria-hidden="true" />
          </button>
        )}
      </div>
    </I18nProvider>
  );
}

/** Null where it is none: another model may have put it there. */
function dateOf(text: string, hasTime: boolean): CalendarDate | ZonedDateTime | null {
  try {
    return hasTime ? parseAbsolute(text, getLocalTimeZone()) : parseDate(text);
  } catch {
    return null;
  }
}

function textOfDate(date: CalendarDate | ZonedDateTime): string {
  return 'toAbsoluteString' in date ? date.toAbsoluteString() : date.toString();
}
