import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/**
 * When publications came into the log, by seq. The moment that one carries is that of its plan, which may be minutes earlier; what is not
 * in the audit under its own name carries the moment at which it was done.
 */
export async function readAcceptedAt(
  tx: Kysely<Tables>,
  publications: readonly { seq: number; committedAt: string }[],
): Promise<Map<number, string>> {
  const accepted = new Map(publications.map(({ committedAt, seq }) => [seq, committedAt]));
  if (publications.length === 0) return accepted;
  const subjects = new Map(publications.map(({ seq }) => [`publication:${seq}`, seq]));
  const rows = await tx
    .selectFrom('audit')
    .select(['subject', 'at'])
    .where('subject', 'in', [...subjects.keys()])
    .execute();
  for (const { at, subject } of rows) {
    const seq = subjects.get(subject);
    if (seq !== undefined && at > (accepted.get(seq) ?? '')) accepted.set(seq, at);
  }
  return accepted;
}
