import { CalendarDays } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Button,
  DateInput,
  DatePicker,
  DateSegment,
  Group,
  I18nProvider,
  Label,
} from 'react-aria-components';
import { useLingui } from '@lingui/react/macro';
import { MonthPopover } from './month.tsx';
import './date-time-picker.css';

type DateTimePickerProps = {
  label: string;
  /** What the clocks on the wall show, such as `2026-10-25T02:30:00`; null as long as something is missing. */
  onChange: (localTime: string | null) => void;
};

/** A day and a time, typed part by part or picked. */
export function DateTimePicker({ label, onChange }: DateTimePickerProps): ReactNode {
  const { i18n, t } = useLingui();
  return (
    <I18nProvider locale={i18n.locale}>
      <DatePicker
        className="date-time"
        granularity="minute"
        shouldForceLeadingZeros
        onChange={(value) => onChange(value === null ? null : value.toString())}
      >
        <Label>{label}</Label>
        <Group className="date-time-group">
          <DateInput className="date-time-parts">
            {(segment) => <DateSegment segment={segment} className="date-time-part" />}
          </DateInput>
          <Button className="button quiet icon-only" aria-label={t`Open the calendar`}>
            <CalendarDays aria-hidden="true" />
          </Button>
        </Group>
        <MonthPopover />
      </DatePicker>
    </I18nProvider>
  );
}
