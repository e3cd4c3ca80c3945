import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Button,
  Calendar,
  CalendarCell,
  CalendarGrid,
  CalendarHeading,
  Dialog,
  Popover,
} from 'react-aria-components';
import './menu.css';
import './month.css';

/** Of a date picker: the days to choose from. */
export function MonthPopover(): ReactNode {
  return (
    <Popover className="menu-popover date-popover">
      <Dialog className="date-dialog">
        <Calendar className="month">
          <header className="month-head">
            <Button slot="previous" className="button quiet icon-only">
              <ChevronLeft aria-hidden="true" />
            </Button>
            <CalendarHeading className="month-name" />
            <Button slot="next" className="button quiet icon-only">
              <ChevronRight aria-hidden="true" />
            </Button>
          </header>
          <CalendarGrid className="month-days">
            {(day) => <CalendarCell date={day} className="month-day" />}
          </CalendarGrid>
        </Calendar>
      </Dialog>
    </Popover>
  );
}
