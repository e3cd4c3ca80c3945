import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** By which the one hears of the other, on PostgreSQL; the payload is the id of a row of `proof_request`. */
export const PROOF_CHANNELS = {
  /** Somebody asks. */
  asked: 'stillpress_proof_asked',
  /** Somebody is at it. */
  begun: 'stillpress_proof_begun',
  /** The outcome is there. */
  answered: 'stillpress_proof_answered',
} as const;

/** Longer than anybody waits. */
const KEPT_MS = 5 * 60_000;

/** In one statement each: somebody waits for the sum of them. */
export async function askForProof(
  db: Kysely<Tables>,
  { id, now, question }: { id: string; question: string; now: Date },
): Promise<void> {
  await sql`with asked as (
      insert into proof_request (id, question, asked_at) values (${id}, ${question}, ${now.toISOString()}) returning id
    ) select pg_notify(${PROOF_CHANNELS.asked}, id) from asked`.execute(db);
}

/** Null where nobody asks any more, or it has been answered. */
export async function readQuestion(db: Kysely<Tables>, { id }: { id: string }): Promise<string | null> {
  const row = await db
    .selectFrom('proof_request')
    .select('question')
    .where('id', '=', id)
    .where('outcome', 'is', null)
    .executeTakeFirst();
  return row?.question ?? null;
}

export async function tellProofBegun(db: Kysely<Tables>, { id }: { id: string }): Promise<void> {
  await sql`select pg_notify(${PROOF_CHANNELS.begun}, ${id})`.execute(db);
}

export async function answerProof(
  db: Kysely<Tables>,
  { id, outcome }: { id: string; outcome: string },
): Promise<void> {
  await sql`with answered as (
      update proof_request set outcome = ${outcome} where id = ${id} returning id
    ) select pg_notify(${PROOF_CHANNELS.answered}, id) from answered`.execute(db);
}

/** It is gone then. */
export async function takeProofOutcome(db: Kysely<Tables>, { id }: { id: string }): Promise<string | null> {
  const row = await db
    .deleteFrom('proof_request')
    .where('id', '=', id)
    .returning('outcome')
    .executeTakeFirst();
  return row?.outcome ?? null;
}

/** What a process asked that has ended since. */
export async function forgetOldProofs(db: Kysely<Tables>, { now }: { now: Date }): Promise<void> {
  const before = new Date(now.getTime() - KEPT_MS).toISOString();
  await db.deleteFrom('proof_request').where('asked_at', '<', before).execute();
}

/** What is in them may be nowhere any more. Whoever waits for one proves by itself. */
export async function forgetProofs(db: Kysely<Tables>): Promise<void> {
  await db.deleteFrom('proof_request').execute();
}
