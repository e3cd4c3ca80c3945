import { useState } from 'react';

/** Of a panel, in the window. */
type Place = { top: number; left: number };

/** As `views-dialog.css` has it. */
const WIDTH = 296;
const MARGIN = 8;

/** Below what has opened it, and there it stays. */
export function usePlaceBelow(trigger: HTMLElement): Place {
  const [place] = useState(() => placeBelow(trigger));
  return place;
}

function placeBelow(trigger: HTMLElement): Place {
  const { bottom, right } = trigger.getBoundingClientRect();
  return { top: Math.min(bottom + MARGIN / 2, innerHeight / 2), left: Math.max(MARGIN, right - WIDTH) };
}
