import { realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { LogPosition } from '../../model/publication.ts';
import type { Config, TargetConfig } from '../config.ts';
import type { Database, DialectName } from '../store/database.ts';
import { readEnvironment } from '../store/installation.ts';
import { readLogHead } from '../store/publications.ts';
import { readLease, type PublisherLease } from '../store/publisher-leases.ts';
import { listReleases } from '../store/releases.ts';
import type { StoredRelease } from '../store/releases.ts';
import { countSchedules } from '../store/schedule-counts.ts';
import type { ScheduleCounts } from '../store/schedule-counts.ts';
import { listWithheld } from '../store/withheld-publications.ts';
import type { WithheldPublication } from '../store/withheld-publications.ts';
import { readHeldSite } from './held-site.ts';
import type { HeldSite } from './held-site.ts';

/** Where an installation stands, as anyone with the database and the target can see it. */
export type InstallationStatus = {
  database: DialectName;
  /** That it belongs to; null: to none. */
  environment: string | null;
  logHead: LogPosition;
  /** What the target has been brought to; null before the first release. */
  applied: LogPosition | null;
  /** Publications that visitors do not see yet. */
  behind: number;
  templateBuild: string | null;
  target: { kind: 'disk'; root: string; live: string | null } | { kind: 's3'; bucket: string };
  /** The process that took the lease of the target last; null where none has, or it was given back. */
  leader: Leader | null;
  pin: HeldSite | null;
  /** Publications that are not shown, each with why. */
  withheld: readonly WithheldPublication[];
  schedules: ScheduleCounts;
  /** The newest first. */
  releases: readonly StoredRelease[];
};

export type Leader = {
  /** The machine, and the process there. */
  process: string;
  epoch: number;
  since: string;
  /** Its last sign of life, by its own clock. Null on a disk, where it holds the lock and gives none. */
  seenAt: string | null;
};

const RELEASES_SHOWN = 5;
/** Twenty signs of life: clocks differ. */
const ALIVE_MS = 30_000;
const DAY_MS = 24 * 60 * 60_000;

type Options = { config: Pick<Config, 'target'>; database: Database };

export async function readInstallationStatus({ config, database }: Options): Promise<InstallationStatus> {
  const since = new Date(Date.now() - DAY_MS).toISOString();
  const { environment, lease, logHead, pin, releases, schedules, withheld } = await database.read(
    async (tx) => ({
      environment: await readEnvironment({ db: tx }),
      logHead: await readLogHead(tx),
      releases: await listReleases(tx, { target: config.target.kind, limit: RELEASES_SHOWN }),
      pin: await readHeldSite(tx, { target: config.target.kind }),
      withheld: await listWithheld(tx),
      schedules: await countSchedules(tx, { since }),
      lease: await readLease(tx, { target: config.target.kind }),
    }),
  );
  const latest = releases.find(({ finishedAt }) => finishedAt !== null);
  return {
    database: database.dialect,
    environment,
    logHead,
    applied: latest === undefined ? null : { seq: latest.seq, hash: latest.publicationHash },
    behind: logHead.seq - (latest?.seq ?? 0),
    templateBuild: latest?.templateBuild ?? null,
    target: await describeTarget(config.target),
    leader: leaderOf(lease),
    pin,
    withheld,
    schedules,
    releases,
  };
}

function leaderOf(lease: PublisherLease | null): Leader | null {
  if (lease === null || lease.holder === null) return null;
  const { epoch, process, seen_at: seenAt, taken_at: since } = lease;
  return { process, epoch, since, seenAt };
}

/** As far as its signs of life tell, on whichever machine. */
export function isAlive(leader: Leader | null): boolean {
  return leader?.seenAt != null && Date.now() - Date.parse(leader.seenAt) < ALIVE_MS;
}

/** Whether a process gives signs of life that it publishes, on whichever machine. */
export async function hasLeader({ config, database }: Options): Promise<boolean> {
  const lease = await database.read((tx) => readLease(tx, { target: config.target.kind }));
  return isAlive(leaderOf(lease));
}

/** Without the keys to it. */
async function describeTarget(target: TargetConfig): Promise<InstallationStatus['target']> {
  if (target.kind === 'disk') return { ...target, live: await readLiveTree(target.root) };
  return { kind: target.kind, bucket: `s3://${target.place.bucket}/${target.place.prefix}` };
}

async function readLiveTree(root: string): Promise<string | null> {
  try {
    return basename(await realpath(join(root, 'live')));
  } catch {
    // On another machine, not made yet, or deleted: for this report it is "none here".
    return null;
  }
}
