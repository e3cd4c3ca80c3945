import { readlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Kysely } from 'kysely';
import type { LogPosition } from '../../model/publication.ts';
import type { Config } from '../config.ts';
import type { Database, DialectName } from '../store/database.ts';
import { countHeld } from '../store/publication-progress.ts';
import { readLogHead } from '../store/publications.ts';
import { listReleases } from '../store/releases.ts';
import type { StoredRelease } from '../store/releases.ts';
import type { Tables } from '../store/tables.ts';
import { readPin } from '../store/target-pins.ts';
import type { TargetPin } from '../store/target-pins.ts';
import { listWithheld } from '../store/withheld-publications.ts';
import type { WithheldPublication } from '../store/withheld-publications.ts';

/** Where an installation stands, as anyone with the database and the target can see it. */
export type InstallationStatus = {
  database: DialectName;
  logHead: LogPosition;
  /** What the target has been brought to; null before the first release. */
  applied: LogPosition | null;
  /** Publications that visitors do not see yet. */
  behind: number;
  templateBuild: string | null;
  target: { kind: 'disk'; root: string; live: string | null };
  /** Where the site is held after a rollback, and how many publications wait for the end of that. */
  pin: (TargetPin & { held: number }) | null;
  /** Publications that are not shown, each with why. */
  withheld: readonly WithheldPublication[];
  /** The newest first. */
  releases: readonly StoredRelease[];
};

const RELEASES_SHOWN = 5;

type Options = { config: Pick<Config, 'target'>; database: Database };

export async function readInstallationStatus({ config, database }: Options): Promise<InstallationStatus> {
  const { logHead, pin, releases, withheld } = await database.read(async (tx) => ({
    logHead: await readLogHead(tx),
    releases: await listReleases(tx, { target: config.target.kind, limit: RELEASES_SHOWN }),
    pin: await readPinAndHeld(tx, config.target.kind),
    withheld: await listWithheld(tx),
  }));
  const latest = releases.find(({ finishedAt }) => finishedAt !== null);
  return {
    database: database.dialect,
    logHead,
    applied: latest === undefined ? null : { seq: latest.seq, hash: latest.publicationHash },
    behind: logHead.seq - (latest?.seq ?? 0),
    templateBuild: latest?.templateBuild ?? null,
    target: { ...config.target, live: await readLiveTree(config.target.root) },
    pin,
    withheld,
    releases,
  };
}

async function readPinAndHeld(tx: Kysely<Tables>, target: string): Promise<InstallationStatus['pin']> {
  const pin = await readPin(tx, { target });
  return pin === null ? null : { ...pin, held: await countHeld(tx, { pin }) };
}

async function readLiveTree(root: string): Promise<string | null> {
  try {
    return basename(await readlink(join(root, 'live')));
  } catch {
    // On another machine, or not made yet: for this report both are "none here".
    return null;
  }
}
