import type { Version } from './versions.ts';

/** One that says something by itself, or several plain saves of one person in a row. */
export type TimelineItem = { kind: 'one'; version: Version } | { kind: 'saves'; versions: Version[] };
export type TimelineDay = { day: string; items: TimelineItem[] };

/** Two are quicker to read than to open. */
const FOLDED_MIN = 3;

/** The newest first, by the days of whoever reads; what is nothing but saved again and again is folded. */
export function timelineOf(versions: readonly Version[]): TimelineDay[] {
  const days: TimelineDay[] = [];
  for (const version of versions) {
    const day = new Date(version.savedAt).toDateString();
    const last = days.at(-1);
    if (last?.day !== day) days.push({ day, items: [itemOf(version)] });
    else if (!join(last.items.at(-1), version)) last.items.push(itemOf(version));
  }
  for (const day of days) day.items = day.items.flatMap(unfoldFew);
  return days;
}

function itemOf(version: Version): TimelineItem {
  return isPlain(version) ? { kind: 'saves', versions: [version] } : { kind: 'one', version };
}

function join(item: TimelineItem | undefined, version: Version): boolean {
  if (item?.kind !== 'saves' || !isPlain(version) || item.versions[0]?.savedBy !== version.savedBy)
    return false;
  item.versions.push(version);
  return true;
}

function unfoldFew(item: TimelineItem): TimelineItem[] {
  if (item.kind === 'one' || item.versions.length >= FOLDED_MIN) return [item];
  return item.versions.map((version) => ({ kind: 'one', version }));
}

function isPlain({ isDraft, name, restoredFrom, wasPublished }: Version): boolean {
  return !isDraft && name === null && restoredFrom === null && !wasPublished;
}
