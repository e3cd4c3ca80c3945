import type { Transaction } from 'kysely';
import type { Database } from '../../store/database.ts';
import type { Tables } from '../../store/tables.ts';
import { listWithheld } from '../../store/withheld-publications.ts';
import type { WithheldPublication } from '../../store/withheld-publications.ts';

/** What is held back, in memory: every round asks, and only the publisher changes it. */
export type WithheldRecord = {
  list(): Promise<readonly WithheldPublication[]>;
  /** What was read last. */
  known(): readonly WithheldPublication[];
  change(work: (tx: Transaction<Tables>) => Promise<void>): Promise<void>;
};

export function createWithheldRecord(database: Database): WithheldRecord {
  let rows: readonly WithheldPublication[] | null = null;
  return {
    list: async () => (rows ??= await database.read((tx) => listWithheld(tx))),
    known: () => rows ?? [],
    change: async (work) => {
      rows = await database.write(async (tx) => {
        await work(tx);
        return await listWithheld(tx);
      });
    },
  };
}

/** Those that the content cache is without: the others are being tried again. */
export function heldBack(rows: readonly WithheldPublication[]): number[] {
  return rows.filter(({ retriedAt }) => retriedAt === null).map(({ seq }) => seq);
}
