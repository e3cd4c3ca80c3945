import { idProblem } from '../../model/text-rules.ts';
import type { AuditRecord } from '../store/audit.ts';

/** As many as make a sentence. */
const NAMED_MAX = 3;

type Told = Pick<AuditRecord, 'action' | 'subject' | 'details'>;

/** What a record is about, as subjects: a publication or a schedule has no name of its own, and means what it holds. */
export function subjectsOf(record: Told): { subjects: string[]; count: number } {
  const held = heldBy(record);
  if (held.length === 0) return { subjects: [record.subject], count: 1 };
  return { subjects: held.slice(0, NAMED_MAX), count: held.length };
}

function heldBy({ action, details, subject }: Told): string[] {
  const [kind = ''] = subject.split(':');
  if (kind === 'schedule') return idsIn(details['entryIds'], 'entry');
  if (kind !== 'publication') return [];
  if (action === 'media.publish') return idsIn(details['mediaIds'], 'media');
  if (!action.startsWith('redirect.')) return idsIn(details['entryIds'], 'entry');
  const { redirects = [details] } = details;
  return Array.isArray(redirects) ? redirects.flatMap(redirectIn) : [];
}

function idsIn(ids: unknown, kind: string): string[] {
  return Array.isArray(ids) ? ids.filter(isId).map((id) => `${kind}:${id}`) : [];
}

function isId(value: unknown): value is string {
  return idProblem(value) === null;
}

function redirectIn(value: unknown): string[] {
  const { path } = Object(value) as { path?: unknown };
  return typeof path === 'string' ? [`redirect:${path}`] : [];
}

/** Where the details keep what something was called then, for when it is gone. */
const NAMES_KEPT: Readonly<Record<string, string>> = {
  invite: 'email',
  media: 'fileName',
  role: 'name',
  token: 'name',
  webhook: 'name',
};

export function nameKept({ details, subject }: Told): string | null {
  const [kind = ''] = subject.split(':');
  const name = details[NAMES_KEPT[kind] ?? ''];
  return typeof name === 'string' ? name : null;
}
