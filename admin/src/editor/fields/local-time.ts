const MINUTE_MS = 60_000;

/** A moment as clocks on the wall show it here, such as `2026-03-01T09:30`; empty where it is none: another model may have put it there. */
export function localTime(moment: string): string {
  const at = new Date(moment);
  if (Number.isNaN(at.getTime())) return '';
  return new Date(at.getTime() - at.getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 16);
}

/** What it is everywhere. */
export function momentOf(time: string): string {
  return new Date(time).toISOString();
}
