import type { FoundObject, ObjectHeaders } from '../../../s3/bucket.ts';
import type { TargetFile } from '../target.ts';

/** Its name tells its version: whoever has it need not ask again. */
const IMMUTABLE = 'public, max-age=31536000, immutable';
/** Kept by any cache, and used only once the service has said that it is still the same. */
const REVALIDATE = 'public, max-age=0, must-revalidate';
/** What the header may hold. */
const REDIRECT_BYTES_MAX = 2_000;
/** All notes of an object together may have 2,048. */
const LOCATION_NOTE_BYTES_MAX = 500;

export function headersOf({ contentType, hash, isAsset, redirect }: TargetFile): ObjectHeaders {
  return {
    contentType,
    cacheControl: isAsset === true ? IMMUTABLE : REVALIDATE,
    notes: { sha256: hash, ...(redirect !== null && notesOf(redirect)) },
    redirect: redirectOf(redirect),
  };
}

/** As the note on the object tells: the header for the service says less. */
export function redirectOfObject({ notes = {} }: FoundObject): TargetFile['redirect'] {
  const [, status, location] = /^(\d+) ?(.*)$/.exec(notes['redirect'] ?? '') ?? [];
  if (status === undefined || location === undefined) return null;
  return { status: Number(status), location: decodeURIComponent(location) };
}

/** The second one is for nginx, which sends it as it is. */
function notesOf({ location, status }: NonNullable<TargetFile['redirect']>): Record<string, string> {
  const header = asHeader(location);
  return {
    redirect: `${status} ${encodeURIComponent(location.toWellFormed())}`.trim(),
    ...(header !== '' && header.length <= LOCATION_NOTE_BYTES_MAX && { location: header }),
  };
}

function asHeader(location: string): string {
  return location.toWellFormed().replaceAll(/[^!-~]+/g, encodeURIComponent);
}

/**
 * The website of a bucket answers 301 for every redirect, which browsers keep for good: one that is for a time stays the page that leads
 * on by itself.
 */
function redirectOf(redirect: TargetFile['redirect']): string | undefined {
  if (redirect === null || (redirect.status !== 301 && redirect.status !== 308)) return undefined;
  const location = asHeader(redirect.location);
  const isTaken = /^(\/|https?:\/\/)/.test(location) && location.length <= REDIRECT_BYTES_MAX;
  return isTaken ? location : undefined;
}
