import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { SYSTEM_ACTOR } from '../../../server/accounts/actor.ts';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import { takedownEntry } from '../../../server/authoring/takedown-entry.ts';
import type { Database } from '../../../server/store/database.ts';
import type { Tree } from '../oracle/crawl.ts';
import type { EditedSite } from './entry-actions.ts';

/** An entry that is gone for good, and what must not be found of it any more. */
export type TakenDown = {
  secret: string | null;
  /** Every file that it was ever at. */
  files: readonly string[];
  /** Of the bytes of its own pages, which others may share: where two pages lead elsewhere, to the same place. */
  hashes: ReadonlySet<string>;
  /** What made it public first; null if it never was. */
  firstSeq: number | null;
  seq: number;
  /** Until a release without it is live, its bytes may be where no visitor gets. */
  isOpen: boolean;
};

/** A site that things are taken down from. */
export type CleansableSite = EditedSite & {
  readonly database: Database;
  /** What only these entries say, by id. */
  readonly secrets: Map<string, string>;
  readonly takenDown: TakenDown[];
  /** Where the log ended when bytes were found to be live for the first time. */
  readonly firstLive: Map<string, number>;
};

/** The entry is no choice of any later step. */
export async function takeDown(world: CleansableSite, { id }: EntryDetails): Promise<void> {
  const { authoring, entries, secrets, takenDown } = world;
  const { takedown } = await takedownEntry(authoring, {
    actor: SYSTEM_ACTOR,
    correlationId: null,
    entryId: id,
    reason: 'The law wants it.',
  });
  entries.splice(
    entries.findIndex((entry) => entry.id === id),
    1,
  );
  const { firstSeq, hashes, paths, seq } = takedown;
  takenDown.push({
    secret: secrets.get(id) ?? null,
    files: paths.flatMap(filesAt),
    hashes: new Set(hashes),
    firstSeq,
    seq,
    isOpen: true,
  });
}

/** Of an entry's path, which ends in a slash: a page, or what is no HTML. */
export function filesAt(path: string): string[] {
  return [`${path}index.html`.slice(1), path.slice(1, -1)];
}

/** Whether nothing that was taken down waits to be looked at by the publisher. */
export async function areTakedownsDone({ database }: CleansableSite): Promise<boolean> {
  const { rows } =
    await sql`select 1 from job where kind = 'takedown' and state in ('waiting', 'running')`.execute(
      database.db,
    );
  return rows.length === 0;
}

export function rememberBytes({ firstLive }: CleansableSite, tree: Tree, seq: number): void {
  for (const bytes of tree.values()) {
    const key = keyOf(bytes);
    if (!firstLive.has(key)) firstLive.set(key, seq);
  }
}

/** Whether the bytes are a page of one of these entries, or may have been made while it was public: then nobody can tell what they show. */
export function isSuspect(
  { firstLive }: CleansableSite,
  bytes: Uint8Array,
  takenDown: readonly TakenDown[],
): boolean {
  const key = keyOf(bytes);
  const since = firstLive.get(key) ?? Infinity;
  return takenDown.some(
    ({ firstSeq, hashes }) => hashes.has(key) || (firstSeq !== null && since >= firstSeq),
  );
}

function keyOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
