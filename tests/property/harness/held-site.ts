import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { SYSTEM_ACTOR } from '../../../server/accounts/actor.ts';
import { requestResume } from '../../../server/authoring/request-resume.ts';
import { requestRollback } from '../../../server/authoring/request-rollback.ts';
import { readPublisherJob } from '../../../server/store/publisher-jobs.ts';
import type { Tree } from '../oracle/crawl.ts';
import { SETTLE_TIMEOUT_MS } from './patience.ts';
import { readPublicState } from '../oracle/public-state.ts';
import type { Publisher } from '../../../server/publishing/publisher.ts';
import type { Database } from '../../../server/store/database.ts';
import type { EditedSite } from './entry-actions.ts';
import { readPlainTree } from './live-tree.ts';

/** What was live once, and where the entries were then. */
export type PastRelease = {
  number: number;
  seq: number;
  tree: Tree;
  paths: ReadonlyMap<string, string>;
};

/** The site is held at a release: what has to be live until it is let go. */
export type HeldSite = {
  release: PastRelease;
  tree: Tree;
  /** Withdrawals up to here have been looked at. */
  seq: number;
};

/** An installation whose site can be held. */
export type HoldableSite = EditedSite & {
  readonly database: Database;
  readonly files: { readonly liveTree: string };
  /** What was found to be live, the newest last. */
  readonly releases: PastRelease[];
  /** Set while the site is held at an earlier release. */
  held: HeldSite | null;
  publisher(): Publisher;
};

const CALL = { actor: SYSTEM_ACTOR, correlationId: null };

const RELEASES_REMEMBERED = 12;

/** What is live now, to go back to later. */
export async function rememberRelease(world: HoldableSite): Promise<void> {
  const { live } = world.publisher().status();
  if (world.held !== null || live === null || world.releases.at(-1)?.number === live.releaseNumber) return;
  const { entries } = await readPublicState(world.database);
  const paths = new Map(entries.flatMap(({ id, path }) => (path === null ? [] : [[id, path] as const])));
  const tree = readPlainTree(world.files.liveTree);
  world.releases.push({ number: live.releaseNumber, seq: live.seq, tree, paths });
  world.releases.splice(0, world.releases.length - RELEASES_REMEMBERED);
}

/** Goes back to a release and stays there. */
export async function rollBack(world: HoldableSite, to: PastRelease): Promise<HeldSite> {
  const before = readPlainTree(world.files.liveTree);
  await done(world, await requestRollback(world.authoring, { ...CALL, number: to.number }));
  const tree: Tree = new Map(to.tree);
  let doPagesStay = false;
  for (const file of await filesOfWithdrawn(world, to)) {
    const now = before.get(file);
    if (!to.tree.has(file)) continue;
    if (now === undefined) tree.delete(file);
    else tree.set(file, now);
    if (now !== undefined && file.endsWith('.html') && !Buffer.from(now).equals(to.tree.get(file) ?? now))
      doPagesStay = true;
  }
  // Pages that stay as they are keep the files beside them.
  for (const [file, bytes] of doPagesStay ? before : [])
    if (!tree.has(file) && !file.endsWith('.html') && !isInTheWay(tree, file)) tree.set(file, bytes);
  return { release: to, tree, seq: await readLogSeq(world) };
}

export async function resume(world: HoldableSite): Promise<void> {
  await done(world, await requestResume(world.authoring, CALL));
}

/** Waits until withdrawals have been applied, and takes them out of what has to be live. */
export async function followWithdrawals(world: HoldableSite, held: HeldSite): Promise<void> {
  const seq = await readLogSeq(world);
  await until(world, async () => {
    const { rows } = await sql<{ seq: number }>`select withdrawals_seq as seq from target_pin`.execute(
      world.database.db,
    );
    return (rows[0]?.seq ?? 0) >= seq;
  });
  for (const file of await filesOfWithdrawn(world, held.release)) {
    const { rows } = await sql`select 1 from publication_item
      where kind = 'withdraw' and seq > ${held.seq} and entry_id = ${entryAt(held.release, file)}`.execute(
      world.database.db,
    );
    if (rows.length > 0) held.tree.delete(file);
  }
  held.seq = seq;
}

/**
 * What was withdrawn and is public again, or was not there at the release, may have gone from the live tree or not: that depends on
 * how publications fell into rounds.
 */
export async function filesThatMayBeGone(world: HoldableSite): Promise<string[]> {
  const { rows } = await sql<{ path: string }>`select previous_path as path from publication_item
    where kind = 'withdraw' and previous_path is not null`.execute(world.database.db);
  return rows.flatMap(({ path }) => filesAt(path));
}

/** Of the entries that were public at the release and are not now. */
async function filesOfWithdrawn({ database }: HoldableSite, { paths }: PastRelease): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from entry where published_version_id is null`.execute(
    database.db,
  );
  return rows.flatMap(({ id }) => {
    const path = paths.get(id);
    return path === undefined ? [] : filesAt(path);
  });
}

function entryAt({ paths }: PastRelease, file: string): string | null {
  for (const [id, path] of paths) if (filesAt(path).includes(file)) return id;
  return null;
}

/** A name is a file or a folder. */
function isInTheWay(tree: Tree, file: string): boolean {
  return [...tree.keys()].some((other) => other.startsWith(`${file}/`) || file.startsWith(`${other}/`));
}

/** Of an entry's path, which ends in a slash: a page, or what is no HTML. */
function filesAt(path: string): string[] {
  return [`${path}index.html`.slice(1), path.slice(1, -1)];
}

async function done(world: HoldableSite, id: string): Promise<void> {
  world.publisher().notify();
  await until(world, async () => {
    const job = await readPublisherJob(world.database.db, { id });
    assert(job?.state !== 'dead', `the job failed: ${JSON.stringify(job)}`);
    return job?.state === 'done';
  });
}

async function until(world: HoldableSite, isSo: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + SETTLE_TIMEOUT_MS;
  while (!(await isSo())) {
    assert(Date.now() < giveUpAt, `nothing happened: ${JSON.stringify(world.publisher().status())}`);
    await delay(1);
  }
}

async function readLogSeq({ database }: HoldableSite): Promise<number> {
  const { rows } = await sql<{ seq: number }>`select seq from publication_head`.execute(database.db);
  return rows[0]?.seq ?? 0;
}
