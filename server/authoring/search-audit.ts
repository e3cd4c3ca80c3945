import { AppError } from '../errors.ts';
import { searchAudit as selectAudit } from '../store/audit.ts';
import type { AuditPlace, AuditSearch, FoundAudit } from '../store/audit.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { nameSubjects, type Named } from './name-subjects.ts';
import { requirePermission } from './permission.ts';

export type AuditRequest = Call &
  Omit<AuditSearch, 'after' | 'limit'> & { cursor?: string | undefined; limit?: number | undefined };

export type AuditPage = {
  records: (FoundAudit & Named)[];
  /** `cursor` of the next page. */
  nextCursor: string | null;
};

const LIMIT_DEFAULT = 50;

/** The newest first. */
export async function searchAudit(
  { database, model }: AuthoringContext,
  request: AuditRequest,
): Promise<AuditPage> {
  const { action, actor, actorId, cursor, limit = LIMIT_DEFAULT, subject } = request;
  requirePermission(actor, 'audit.read', { kind: 'installation' });
  const after = cursor === undefined ? undefined : placeOf(cursor);
  const [from, before] = [inMilliseconds(request.from), inMilliseconds(request.before)];
  const search = { action, actorId, subject, from, before, after };
  const found = await selectAudit(database.db, { ...search, limit: limit + 1 });
  const page = found.slice(0, limit);
  const records = await nameSubjects(database.db, { actor, model, records: page });
  const last = page.at(-1);
  return { records, nextCursor: found.length > limit && last !== undefined ? cursorOf(last) : null };
}

/** As times are stored, whatever the caller's precision. */
function inMilliseconds(time: string | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}

function cursorOf({ at, id }: AuditPlace): string {
  return Buffer.from(`${at} ${id}`).toString('base64url');
}

const PLACE = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z) ([0-9a-f-]{36})$/;

function placeOf(cursor: string): AuditPlace {
  const [, at = '', id = ''] = PLACE.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (Number.isNaN(Date.parse(at)))
    throw new AppError('invalid-input', 'The page of the log cannot be found.', {
      issues: [{ path: 'query.cursor', message: 'Expected `nextCursor` of the page before.' }],
    });
  return { at, id };
}
