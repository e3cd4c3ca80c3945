import type { ApiRequest } from '../../../../model/api/client.ts';

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
  return { action, actor, subject, from: startOf(from, 0), before: startOf(to, 1) };
}

function startOf(day: string | undefined, daysOn: number): string | undefined {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day ?? '') ?? [];
  if (year === undefined) return undefined;
  return new Date(Number(year), Number(month) - 1, Number(date) + daysOn).toISOString();
}
