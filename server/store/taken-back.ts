import type { Kysely } from 'kysely';
import { decodeJson } from './json.ts';
import type { Tables } from './tables.ts';

/** The publications whose inverse is public, by the audit. One whose inverse was taken back itself is not among them. */
export async function readTakenBack(tx: Kysely<Tables>): Promise<ReadonlySet<number>> {
  const rows = await tx
    .selectFrom('audit')
    .select(['subject', 'details'])
    .where('action', '=', 'publication.revert')
    .execute();
  const inverses = new Map<number, number[]>();
  for (const { details, subject } of rows) {
    const { reverted } = decodeJson(details);
    if (typeof reverted !== 'number') continue;
    inverses.set(reverted, [...(inverses.get(reverted) ?? []), Number(subject.split(':')[1])]);
  }
  const isTakenBack = (seq: number): boolean =>
    (inverses.get(seq) ?? []).some((inverse) => !isTakenBack(inverse));
  return new Set([...inverses.keys()].filter(isTakenBack));
}
