import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { hashDetails, hashRecord, newSalt } from './audit-hash.ts';
import { compileOnce } from './compile-once.ts';
import { decodeJson, encodeJson } from './json.ts';
import { newId } from './new-id.ts';
import type { Tables } from './tables.ts';

/** Who did what to what. Written in the transaction that did it. */
export type AuditRecord = {
  at: string;
  actorId: string | null;
  /** The API token by which they did it, and what it was called. */
  token?: AuditToken | null | undefined;
  /** Such as `entry.publish`. */
  action: string;
  /** Such as `entry:<id>`. */
  subject: string;
  correlationId: string | null;
  details: Record<string, unknown>;
};

export type AuditToken = { id: string; name: string };

/** It takes no lock: `seal-audit.ts` gives it its place in the chain soon after. */
export async function appendAudit(tx: Kysely<Tables>, record: AuditRecord): Promise<void> {
  await insertAudit(tx, auditRow(record));
}

/** A record as a statement takes it. */
export type AuditRow = Omit<AuditRecord, 'details' | 'token'> & {
  tokenId: string | null;
  tokenName: string | null;
  id: string;
  details: string;
  salt: string;
  recordHash: string;
};

export function auditRow({ details, token = null, ...record }: AuditRecord): AuditRow {
  const id = newId();
  const salt = newSalt();
  const recordHash = hashRecord({ ...record, id, token, detailsHash: hashDetails({ details, salt }) });
  const by = { tokenId: token?.id ?? null, tokenName: token?.name ?? null };
  return { ...record, ...by, id, details: encodeJson(details), salt, recordHash };
}

const insertAudit = compileOnce((db, record: AuditRow) =>
  db.insertInto('audit').values({
    id: record.id,
    at: record.at,
    actor_id: record.actorId,
    token_id: record.tokenId,
    token_name: record.tokenName,
    action: record.action,
    subject: record.subject,
    correlation_id: record.correlationId,
    details: record.details,
    salt: record.salt,
    record_hash: record.recordHash,
  }),
);

/** The newest first; of one subject, if one is named. */
export async function listAudit(
  tx: Kysely<Tables>,
  { subject, limit }: { subject?: string; limit: number },
): Promise<(AuditRecord & { id: string })[]> {
  const rows = await searchAudit(tx, { subject, limit });
  return rows.map(({ action, actorId, at, correlationId, details, id, subject: found, token }) => {
    const who = { actorId, token, correlationId };
    return Object.assign(who, { id, at, action, subject: found, details });
  });
}

export type AuditSearch = {
  actorId?: string | undefined;
  /** Such as `entry.publish`; a word without a dot finds a group: `entry`. Several of them with commas between. */
  action?: string | undefined;
  subject?: string | undefined;
  /** From this moment on. */
  from?: string | undefined;
  /** Up to this moment, without it. */
  before?: string | undefined;
  /** The last one of the page before. */
  after?: AuditPlace | undefined;
  limit: number;
};

export type AuditPlace = { at: string; id: string };

export type FoundAudit = AuditRecord & {
  id: string;
  token: AuditToken | null;
  /** Null: the installation itself, or somebody whose account is gone. */
  actorName: string | null;
  /** Whether the details had to be erased. */
  isErased: boolean;
};

/** The newest first. */
export async function searchAudit(tx: Kysely<Tables>, search: AuditSearch): Promise<FoundAudit[]> {
  const { action, actorId, after, before, from, limit, subject } = search;
  const rows = await tx
    .selectFrom('audit')
    .leftJoin('user', 'user.id', 'audit.actor_id')
    .select([
      'audit.id',
      'audit.at',
      'audit.actor_id as actorId',
      'audit.token_id as tokenId',
      'audit.token_name as tokenName',
      'user.name as actorName',
      'audit.action',
      'audit.subject',
      'audit.correlation_id as correlationId',
      'audit.details',
      'audit.erased_at as erasedAt',
    ])
    .$if(actorId !== undefined, (query) => query.where('audit.actor_id', '=', actorId ?? ''))
    .$if(action !== undefined, (query) => query.where(isAction(action ?? '')))
    .$if(subject !== undefined, (query) => query.where('audit.subject', '=', subject ?? ''))
    .$if(from !== undefined, (query) => query.where('audit.at', '>=', from ?? ''))
    .$if(before !== undefined, (query) => query.where('audit.at', '<', before ?? ''))
    .$if(after !== undefined, (query) => query.where(comesBefore(after ?? { at: '', id: '' })))
    .orderBy('audit.at', 'desc')
    .orderBy('audit.id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ details, erasedAt, tokenId, tokenName, ...record }) => {
    const token = tokenOf(tokenId, tokenName);
    return Object.assign(record, { token, details: decodeJson(details), isErased: erasedAt !== null });
  });
}

export function tokenOf(id: string | null, name: string | null): AuditToken | null {
  return id === null ? null : { id, name: name ?? '' };
}

function isAction(actions: string) {
  return sql<boolean>`(${sql.join(actions.split(',').map(isOneAction), sql` or `)})`;
}

function isOneAction(action: string) {
  if (action.includes('.')) return sql<boolean>`audit.action = ${action}`;
  const group = `${action}.`;
  return sql<boolean>`substr(audit.action, 1, ${group.length}) = ${group}`;
}

function comesBefore({ at, id }: AuditPlace) {
  return sql<boolean>`(audit.at < ${at} or (audit.at = ${at} and audit.id < ${id}))`;
}

/**
 * What was written down about the subject, but for who did what and when: after a takedown, or when somebody's data has to go. The chain holds
 * over the hash of the details, which stays.
 */
export async function eraseAuditDetails(
  tx: Kysely<Tables>,
  { now, subject }: { subject: string; now: string },
): Promise<void> {
  const rows = await tx
    .selectFrom('audit')
    .select(['id', 'details', 'salt'])
    .where('subject', '=', subject)
    .where('erased_at', 'is', null)
    .execute();
  for (const { details, id, salt } of rows) {
    await tx
      .updateTable('audit')
      .set({
        details: encodeJson({}),
        salt: null,
        details_hash: hashDetails({ details: decodeJson(details), salt }),
        erased_at: now,
      })
      .where('id', '=', id)
      .execute();
  }
}
