/** Which of the two is meant, of a time that the clocks show twice when they are put back. */
export type Repeated = 'first' | 'second';

export type ZonedTime = {
  /** What the clocks on the wall show: `2026-10-25T02:30:00`. */
  localTime: string;
  /** Such as `Europe/Berlin`. */
  timeZone: string;
  repeated?: Repeated | undefined;
};

export type Resolved =
  /** `repeated` is null where the clocks show this time once. */
  | { kind: 'found'; at: Date; repeated: Repeated | null }
  | { kind: 'no-such-zone' }
  | { kind: 'no-such-day' }
  /** The clocks are put forward over it: what they show last before, and first after. */
  | { kind: 'skipped'; before: string; after: string };

const LOCAL_TIME = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?$/;

/** The instant at which the clocks of a zone show a time, by the rules that this program knows. */
export function resolveZonedTime({ localTime, repeated = 'first', timeZone }: ZonedTime): Resolved {
  const show = clockOf(timeZone);
  if (show === null) return { kind: 'no-such-zone' };
  const wanted = wallMs(localTime);
  if (wanted === null) return { kind: 'no-such-day' };
  const offsets = AROUND_MS.map((distance) => show(wanted + distance) - (wanted + distance));
  const instants = [...new Set(offsets)]
    .map((offset) => wanted - offset)
    .filter((instant) => show(instant) === wanted)
    .toSorted((a, b) => a - b);
  const [first, second] = instants;
  if (first === undefined) return { kind: 'skipped', ...aroundGap(show, { wanted, offsets }) };
  if (second === undefined) return { kind: 'found', at: new Date(first), repeated: null };
  return { kind: 'found', at: new Date(repeated === 'first' ? first : second), repeated };
}

/** What the clocks of a zone show at an instant, to the second. */
export function showZonedTime(at: Date, timeZone: string): string | null {
  const show = clockOf(timeZone);
  return show === null ? null : wallText(show(Math.floor(at.getTime() / SECOND_MS) * SECOND_MS));
}

/** The form in which a local time is kept: with its seconds. */
export function fullLocalTime(localTime: string): string {
  return localTime.length === 'YYYY-MM-DDTHH:MM'.length ? `${localTime}:00` : localTime;
}

const SECOND_MS = 1_000;
const HOUR_MS = 60 * 60 * SECOND_MS;

/** Offsets of the time before and after any change: a zone may skip a whole day, as Samoa did, and is at most 14 hours away from UTC. */
const AROUND_MS = [-39, -15, 0, 15, 39].map((hours) => hours * HOUR_MS);

/** As if it were UTC; null where there is no such day or hour in any calendar. */
function wallMs(localTime: string): number | null {
  if (!LOCAL_TIME.test(localTime)) return null;
  const full = fullLocalTime(localTime);
  const ms = Date.parse(`${full}Z`);
  return Number.isNaN(ms) || wallText(ms) !== full ? null : ms;
}

function wallText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length);
}

type Show = (instantMs: number) => number;

/** What the clocks show, as if that were UTC; null for a zone that is not known. */
function clockOf(timeZone: string): Show | null {
  // What is an offset, such as `+02:00`, has no clock changes: it is no zone.
  if (!/^[A-Za-z]/.test(timeZone)) return null;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  } catch {
    return null;
  }
  return (instantMs) => {
    const parts = new Map(format.formatToParts(instantMs).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    return Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
    );
  };
}

/** The clocks go from the one to the other at an instant that is found by halves. */
function aroundGap(
  show: Show,
  { offsets, wanted }: { wanted: number; offsets: readonly number[] },
): { before: string; after: string } {
  let low = wanted - Math.max(...offsets) - SECOND_MS;
  let high = wanted - Math.min(...offsets) + SECOND_MS;
  while (high - low > SECOND_MS) {
    const middle = low + Math.floor((high - low) / 2 / SECOND_MS) * SECOND_MS;
    if (show(middle) < wanted) low = middle;
    else high = middle;
  }
  return { before: wallText(show(low)), after: wallText(show(high)) };
}
