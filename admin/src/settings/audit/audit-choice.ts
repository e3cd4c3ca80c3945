import type { ApiRequest } from '../../../../model/api/client.ts';
import { startOfDay } from '../../content/start-of-day.ts';

/** What is looked for, as it stands in the address; times as days of where one is. */
export type AuditChoice = { actor?: string; action?: string; subject?: string; from?: string; to?: string };

/** The last day is meant as a whole. */
export function auditRequest({
  action,
  actor,
  from,
  subject,
  to,
}: AuditChoice): NonNullable<ApiRequest<'searchAudit'>['query']> {
  return { action, actor, subject, from: startOfDay(from, 0), before: startOfDay(to, 1) };
}
