import { useLayoutEffect, useState } from 'react';
import type { RefObject } from 'react';

/** Drawn beyond what can be seen, so that a quick scroll meets rows. */
const ROWS_BEYOND = 12;

export type WindowRows = { first: number; last: number };

/** Which of many rows of one height are in sight, while the page scrolls: the others are not drawn. */
export function useWindowRows(
  list: RefObject<HTMLElement | null>,
  { count, rowHeight }: { count: number; rowHeight: number },
): WindowRows {
  const [rows, setRows] = useState<WindowRows>({ first: 0, last: 0 });
  useLayoutEffect(() => {
    const look = (): void => {
      const top = list.current?.getBoundingClientRect().top ?? 0;
      const first = Math.max(0, Math.floor(-top / rowHeight) - ROWS_BEYOND);
      const seen = Math.ceil(innerHeight / rowHeight) + 2 * ROWS_BEYOND;
      const last = Math.min(count, first + seen);
      setRows((known) => (known.first === first && known.last === last ? known : { first, last }));
    };
    look();
    addEventListener('scroll', look, { passive: true });
    addEventListener('resize', look);
    return () => {
      removeEventListener('scroll', look);
      removeEventListener('resize', look);
    };
  }, [list, count, rowHeight]);
  return rows;
}
