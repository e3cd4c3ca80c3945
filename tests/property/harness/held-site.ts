import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { SYSTEM_ACTOR } from '../../../server/accounts/actor.ts';
import { requestResume } from '../../../server/authoring/request-resume.ts';
import { requestRollback } from '../../../server/authoring/request-rollback.ts';
import { readPublisherJob } from '../../../server/store/publisher-jobs.ts';
import type { Tree } from '../oracle/crawl.ts';
import { outOfPatience, SETTLE_TIMEOUT_MS } from './patience.ts';
import { readPublicState } from '../oracle/public-state.ts';
import type { Publisher } from '../../../server/publishing/publisher.ts';
import { readPlainTree } from './live-tree.ts';
import { filesAt, isSuspect, rememberBytes } from './taken-down.ts';
import type { CleansableSite } from './taken-down.ts';

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
export type HoldableSite = CleansableSite & {
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
  rememberBytes(world, tree, live.seq);
  world.releases.push({ number: live.releaseNumber, seq: live.seq, tree, paths });
  world.releases.splice(0, world.releases.length - RELEASES_REMEMBERED);
}

/** Goes back to a release and stays there. */
export async function rollBack(world: HoldableSite, to: PastRelease): Promise<HeldSite> {
  const before = readPlainTree(world.files.liveTree);
  await done(world, await requestRollback(world.authoring, { ...CALL, number: to.number }));
  const tree: Tree = new Map(to.tree);
  let doPagesStay = false;
  const withdrawn = await filesOfWithdrawn(world, to);
  for (const file of [...withdrawn, ...filesLeftOut(world, { to, before })]) {
    const now = before.get(file);
    if (!to.tree.has(file)) continue;
    if (now === undefined) tree.delete(file);
    else tree.set(file, now);
    if (now !== undefined && isPage(file, now) && !Buffer.from(now).equals(to.tree.get(file) ?? now))
      doPagesStay = true;
  }
  // Pages that stay as they are keep the files beside them.
  for (const [file, bytes] of doPagesStay ? before : [])
    if (!tree.has(file) && !isPage(file, bytes) && !isInTheWay(tree, file)) tree.set(file, bytes);
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
 * how publications fell into rounds. So may what stood at the release where the entry was for a while afterwards.
 */
export async function filesThatMayBeGone(world: HoldableSite): Promise<string[]> {
  const { rows } = await sql<{ path: string }>`select previous_path as path from publication_item
    where previous_path is not null
      and entry_id in (select entry_id from publication_item where kind = 'withdraw')`.execute(
    world.database.db,
  );
  return rows.flatMap(({ path }) => filesAt(path));
}

/**
 * What was made while something was public that has been taken down since stays away, and so does what stood where that was. Which of it, depends
 * on releases that nobody looked at in between: what the live tree tells counts, where it is one or the other.
 */
function filesLeftOut(world: HoldableSite, { before, to }: { before: Tree; to: PastRelease }): string[] {
  const since = world.takenDown.filter(({ seq }) => seq > to.seq);
  const live = readPlainTree(world.files.liveTree);
  const areAtPaths = new Set(since.flatMap(({ files }) => files));
  return [...to.tree].flatMap(([file, bytes]) => {
    const mayStay = areAtPaths.has(file) || isSuspect(world, bytes, since);
    return mayStay && isSame(live.get(file), before.get(file)) ? [file] : [];
  });
}

function isSame(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return Buffer.from(one).equals(other);
}

/** On a site that is held, whatever may show what was taken down since goes as a whole. */
export function mayBeHidden(world: HoldableSite, bytes: Uint8Array): boolean {
  return isSuspect(
    world,
    bytes,
    world.takenDown.filter(({ isOpen }) => isOpen),
  );
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

/** The page of a redirect goes by the name of what was there. */
function isPage(file: string, bytes: Uint8Array): boolean {
  return file.endsWith('.html') || Buffer.from(bytes).toString('latin1', 0, DOCTYPE.length) === DOCTYPE;
}

const DOCTYPE = '<!doctype html>';

/** A name is a file or a folder. */
function isInTheWay(tree: Tree, file: string): boolean {
  return [...tree.keys()].some((other) => other.startsWith(`${file}/`) || file.startsWith(`${other}/`));
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
    if (Date.now() > giveUpAt)
      throw outOfPatience(`nothing happened: ${JSON.stringify(world.publisher().status())}`);
    await delay(1);
  }
}

async function readLogSeq({ database }: HoldableSite): Promise<number> {
  const { rows } = await sql<{ seq: number }>`select seq from publication_head`.execute(database.db);
  return rows[0]?.seq ?? 0;
}
