/** Of a panel, in the window. */
export type Place = { top: number; left: number };

/** As `views-dialog.css` has it. */
const WIDTH = 296;
const MARGIN = 8;

export function placeBelow(trigger: HTMLElement): Place {
  const { bottom, right } = trigger.getBoundingClientRect();
  return { top: Math.min(bottom + MARGIN / 2, innerHeight / 2), left: Math.max(MARGIN, right - WIDTH) };
}
