import type { Context } from 'koa';
import { AppError } from '../errors.ts';

const ENTITY_TAG = /^\s*(?:W\/)?"([\x21\x23-\x7e]*)"\s*$/;

/** The ETag of an entry names its draft version. */
export function entityTag(versionId: string): string {
  return `"${versionId}"`;
}

/**
 * The versions that `If-Match` names, at least one. A weak tag counts: nginx weakens the tag of what it compresses, and ours
 * names a version, whatever bytes carry it. `*` does not: it would overwrite what the sender has not seen.
 */
export function versionsSeen(ctx: Context): [string, ...string[]] {
  const header = ctx.get('If-Match').trim();
  if (header === '' || header === '*') {
    throw new AppError(
      'precondition-required',
      'This request changes an entry, so it must name the version that you saw: read the entry, and send its ETag as If-Match. `*` does not do.',
    );
  }
  const [first = '', ...others] = header.split(',').map(readTag);
  return [first, ...others];
}

function readTag(tag: string): string {
  const versionId = ENTITY_TAG.exec(tag)?.[1];
  if (versionId !== undefined) return versionId;
  throw new AppError('invalid-input', 'The header If-Match cannot be read; nothing was changed.', {
    issues: [
      { path: 'header.If-Match', message: 'Send the ETag of the entry as it came, with its double quotes.' },
    ],
  });
}

/** Whether the reader has this already (`If-None-Match`; weak comparison, RFC 9110 §13.1.2). */
export function isKnown(ctx: Context, etag: string): boolean {
  const header = ctx.get('If-None-Match').trim();
  if (header === '*') return true;
  return header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}
