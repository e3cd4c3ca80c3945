import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

export type Retention = {
  target: string;
  /** At least so many releases can be gone back to, … */
  releases: number;
  /** … and all since then. */
  since: string;
};

const FILES_PER_READ = 5_000;

/** Bytes that visitors saw while the log ended there. */
export type ReferencedHashes = { hashes: string[]; seq: number };

/** The bytes that releases within the retention name, before and after, in batches. What was taken down is among them. */
export async function* readReferencedHashes(
  db: Kysely<Tables>,
  { releases, since, target }: Retention,
): AsyncIterable<ReferencedHashes> {
  const kept = await db
    .selectFrom('release')
    .select(['number', 'seq', 'created_at as createdAt'])
    .where('target', '=', target)
    .orderBy('number', 'desc')
    .execute();
  for (const [index, { createdAt, number, seq }] of kept.entries()) {
    if (index >= releases && createdAt < since) continue;
    const previousSeq = kept[index + 1]?.seq ?? 0;
    let after = '';
    for (;;) {
      const files = await db
        .selectFrom('release_file')
        .select(['path', 'hash', 'previous_hash as previousHash'])
        .where('release_number', '=', number)
        .where('path', '>', after)
        .orderBy('path')
        .limit(FILES_PER_READ)
        .execute();
      const last = files.at(-1);
      if (last === undefined) break;
      yield { seq, hashes: files.flatMap(({ hash }) => hash ?? []) };
      yield { seq: previousSeq, hashes: files.flatMap(({ previousHash }) => previousHash ?? []) };
      after = last.path;
    }
  }
}
