import { sql } from 'kysely';
import type { Kysely, SqlBool } from 'kysely';
import { tokenOf } from './audit.ts';
import { AUDIT_GENESIS_HASH, hashDetails, hashLink, hashRecord } from './audit-hash.ts';
import { decodeJson } from './json.ts';
import { lockDecision } from './locks.ts';
import type { AuditHeadTable, Tables } from './tables.ts';

const BATCH_SIZE = 500;

export type Sealing = {
  sealed: number;
  /** Rows that nobody of ours has written in this form: they get no place, and `verifyAudit` names them. */
  refused: string[];
};

/**
 * Gives every row that has none its place in the chain, in the order in which they were made. Rows get it after the commit of what they tell of
 * and not within it: a chain that each change had to take its place in would let one change wait for the commit of the other.
 */
export async function sealAudit(tx: Kysely<Tables>, { now }: { now: string }): Promise<Sealing> {
  await lockDecision(tx, { name: 'audit chain' });
  const head = await readHead(tx);
  const sealing: Sealing = { sealed: 0, refused: [] };
  let { hash: previousHash, seq } = head;
  for (let after = ''; ;) {
    const rows = await selectRows(tx)
      .where('seq', 'is', null)
      .where('id', '>', after)
      .orderBy('id')
      .limit(BATCH_SIZE)
      .execute();
    const links: Link[] = [];
    for (const row of rows) {
      after = row.id;
      const recordHash = hashOf(row);
      if (!isOurs(row, { head, now })) {
        sealing.refused.push(row.id);
        continue;
      }
      seq += 1;
      const hash = hashLink({ seq, previousHash, recordHash });
      links.push({ id: row.id, seq, previousHash, hash, recordHash });
      previousHash = hash;
    }
    await storeLinks(tx, links);
    sealing.sealed += links.length;
    if (rows.length < BATCH_SIZE) break;
  }
  if (sealing.sealed > 0) await tx.updateTable('audit_head').set({ seq, hash: previousHash }).execute();
  return sealing;
}

type Link = { id: string; seq: number; previousHash: string; hash: string; recordHash: string };

async function storeLinks(tx: Kysely<Tables>, links: readonly Link[]): Promise<void> {
  if (links.length === 0) return;
  const rows = links.map(
    ({ hash, id, previousHash, recordHash, seq }) =>
      sql`(${id}, cast(${seq} as bigint), ${previousHash}, ${hash}, ${recordHash})`,
  );
  await sql`
    update audit set seq = column2, previous_hash = column3, hash = column4, record_hash = column5
    from (values ${sql.join(rows)}) as link where audit.id = link.column1`.execute(tx);
}

export type AuditVerdict =
  | {
      isIntact: true;
      rows: number;
      /** Of them, those that are too new to have their place in the chain. */
      unsealed: number;
      /** Of them, those whose details were erased. */
      erased: number;
    }
  | { isIntact: false; seq: number | null; id: string | null; problem: string };

/** Recomputes every hash from what is stored, and names the first row that does not fit. */
export async function verifyAudit(tx: Kysely<Tables>, { now }: { now: string }): Promise<AuditVerdict> {
  const head = await readHead(tx);
  let previous: { seq: number; hash: string; id: string | null } = {
    seq: 0,
    hash: AUDIT_GENESIS_HASH,
    id: null,
  };
  let erased = 0;
  for (;;) {
    const rows = await selectRows(tx)
      .where('seq', '>', previous.seq)
      .orderBy('seq')
      .limit(BATCH_SIZE)
      .execute();
    for (const row of rows) {
      const problem = linkProblem(row, previous);
      if (problem !== null) return broken(row, problem);
      previous = { seq: previous.seq + 1, hash: row.hash ?? '', id: row.id };
      if (row.erased_at !== null) erased++;
    }
    if (rows.length < BATCH_SIZE) break;
  }
  if (previous.seq !== head.seq || previous.hash !== head.hash) {
    const after = previous.id === null ? 'There is none before it.' : `The last one left is ${previous.id}.`;
    return {
      isIntact: false,
      seq: previous.seq + 1,
      id: null,
      problem: `It and all that followed were removed: the log should end with row ${head.seq}. ${after}`,
    };
  }
  const unsealed = await selectRows(tx).where('seq', 'is', null).orderBy('id').execute();
  const foreign = unsealed.find((row) => !isOurs(row, { head, now }));
  if (foreign !== undefined)
    return broken(foreign, 'It was inserted or altered by something other than Stillpress.');
  const blanked = await selectRows(tx)
    .where('erased_at', 'is not', null)
    .where(IS_UNEXPLAINED)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  if (blanked !== undefined)
    return broken(blanked, 'Its details were erased, and the log tells of no takedown that did so.');
  erased += unsealed.filter((row) => row.erased_at !== null).length;
  return { isIntact: true, rows: previous.seq + unsealed.length, unsealed: unsealed.length, erased };
}

/** Nothing but a takedown erases details. */
const IS_UNEXPLAINED = sql<SqlBool>`not exists (select 1 from audit as takedown
  where takedown.subject = audit.subject and takedown.action = 'entry.takedown')`;

function broken({ id, seq }: StoredRow, problem: string): AuditVerdict {
  return { isIntact: false, seq, id, problem };
}

function linkProblem(row: StoredRow, previous: { seq: number; hash: string; id: string | null }) {
  const seq = previous.seq + 1;
  if (row.seq !== seq) {
    const before = previous.id === null ? 'the beginning' : previous.id;
    return `Row ${seq} was removed: between ${before} and this one something is missing.`;
  }
  const recordHash = hashOf(row);
  if (row.record_hash !== recordHash) return 'It was altered: its hash does not fit what is stored of it.';
  if (row.previous_hash !== previous.hash) return 'It does not name the hash of the row before it.';
  const hash = hashLink({ seq, previousHash: previous.hash, recordHash });
  return row.hash === hash ? null : 'It was altered: its hash does not fit its place in the log.';
}

/** Rows of before the chain are marked as such, and a program of before it may still have run for a while. */
function isOurs(row: StoredRow, { head, now }: { head: AuditHeadTable; now: string }): boolean {
  if (row.record_hash === null) return now < head.unhashed_until;
  return row.record_hash === '' || row.record_hash === hashOf(row);
}

type StoredRow = Awaited<ReturnType<ReturnType<typeof selectRows>['execute']>>[number];

function selectRows(tx: Kysely<Tables>) {
  return tx.selectFrom('audit').selectAll();
}

/** Of details that were erased only the hash is left, and is believed. */
function hashOf(row: StoredRow): string {
  const details = decodeJson(row.details);
  const isErased = row.erased_at !== null && row.details_hash !== null && Object.keys(details).length === 0;
  const detailsHash = (isErased ? row.details_hash : null) ?? hashDetails({ details, salt: row.salt });
  const { action, at, id, subject } = row;
  const token = tokenOf(row.token_id, row.token_name);
  const who = { actorId: row.actor_id, token, correlationId: row.correlation_id };
  return hashRecord({ id, at, action, subject, ...who, detailsHash });
}

async function readHead(tx: Kysely<Tables>): Promise<AuditHeadTable> {
  return await tx.selectFrom('audit_head').selectAll().executeTakeFirstOrThrow();
}
