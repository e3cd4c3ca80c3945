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

/** The bytes that releases within the retention name, before and after, in batches. What was taken down is among them. */
export async function* readReferencedHashes(
  db: Kysely<Tables>,
  { releases, since, target }: Retention,
): AsyncIterable<string[]> {
  const kept = await db
    .selectFrom('release')
    .select(['number', 'created_at as createdAt'])
    .where('target', '=', target)
    .orderBy('number', 'desc')
    .execute();
  for (const { number } of kept.filter(({ createdAt }, index) => index < releases || createdAt >= since)) {
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
      yield files.flatMap(({ hash, previousHash }) => [hash, previousHash].filter((name) => name !== null));
      after = last.path;
    }
  }
}
