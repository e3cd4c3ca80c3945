import { sql, type Kysely } from 'kysely';
import { readLogHead } from './publications.ts';
import type { Tables } from './tables.ts';

/** Of what a backup holds, for whoever looks at it without opening it. */
export type BackupFacts = {
  /** The newest migration. */
  schema: string;
  seq: number;
  release: { number: number; target: string; templateBuild: string } | null;
};

export async function readBackupFacts(tx: Kysely<Tables>): Promise<BackupFacts> {
  const { seq } = await readLogHead(tx);
  const newest = await tx
    .selectFrom('migration')
    .select('name')
    .orderBy('name', 'desc')
    .limit(1)
    .executeTakeFirst();
  const release = await tx
    .selectFrom('release')
    .select(['number', 'target', 'template_build as templateBuild'])
    .where('finished_at', 'is not', null)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return { schema: newest?.name ?? '', seq, release: release ?? null };
}

/** At the beginning of a `read`: it sees what the snapshot holds. PostgreSQL alone has them. */
export async function adoptSnapshot(tx: Kysely<Tables>, snapshot: string): Promise<void> {
  await sql`set transaction snapshot ${sql.lit(snapshot)}`.execute(tx);
}
