import type { Kysely } from 'kysely';
import { compileOnce } from './compile-once.ts';
import { decodeJson, encodeJson } from './json.ts';
import { newId } from './new-id.ts';
import type { Tables } from './tables.ts';

/** Who did what to what. Written in the transaction that did it. */
export type AuditRecord = {
  at: string;
  actorId: string | null;
  /** Such as `entry.publish`. */
  action: string;
  /** Such as `entry:<id>`. */
  subject: string;
  correlationId: string | null;
  details: Record<string, unknown>;
};

export async function appendAudit(tx: Kysely<Tables>, record: AuditRecord): Promise<void> {
  await insertAudit(tx, { ...record, id: newId(), details: encodeJson(record.details) });
}

type AuditRow = Omit<AuditRecord, 'details'> & { id: string; details: string };

const insertAudit = compileOnce((db, record: AuditRow) =>
  db.insertInto('audit').values({
    id: record.id,
    at: record.at,
    actor_id: record.actorId,
    action: record.action,
    subject: record.subject,
    correlation_id: record.correlationId,
    details: record.details,
  }),
);

/** The newest first; of one subject, if one is named. */
export async function listAudit(
  tx: Kysely<Tables>,
  { subject, limit }: { subject?: string; limit: number },
): Promise<(AuditRecord & { id: string })[]> {
  const rows = await tx
    .selectFrom('audit')
    .select([
      'id',
      'at',
      'actor_id as actorId',
      'action',
      'subject',
      'correlation_id as correlationId',
      'details',
    ])
    .$if(subject !== undefined, (query) => query.where('subject', '=', subject ?? ''))
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ details, ...record }) => Object.assign(record, { details: decodeJson(details) }));
}
