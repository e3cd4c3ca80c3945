import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import PQueue from 'p-queue';
import type { S3Place } from '../../../config-s3.ts';
import { openBucket } from '../../../s3/bucket.ts';
import { oneByOne } from '../blobs.ts';
import { asTargetError } from '../disk-errors.ts';
import { hashOf } from '../modification-time.ts';
import { noteInBucket, requireOwnTarget } from '../environment-note.ts';
import { createStagedBytes } from '../staged-bytes.ts';
import { isStateLocked } from '../state-database.ts';
import type { Lead, Leading, Target, TargetContent } from '../target.ts';
import { applyS3Release } from './apply-s3-release.ts';
import { asBucketError } from './bucket-errors.ts';
import { createBringingAhead } from './bring-ahead.ts';
import { changeObjects } from './change-objects.ts';
import { collectS3Garbage } from './collect-s3-garbage.ts';
import { eraseObjects, finishErasingObjects } from './erase-objects.ts';
import { keepAhead } from './keep-ahead.ts';
import { checkBucket } from './look-at-bucket.ts';
import { meetBucket } from './meet-bucket.ts';
import { openS3State } from './s3-state.ts';
import type { S3Site } from './s3-site.ts';
import { findAbilities, type TellAbilities } from './service-abilities.ts';

export type S3TargetOptions = {
  place: S3Place;
  /** That the bucket has to belong to; null: it has no name. */
  appEnv?: string | null;
  /** On this machine: what is known of the bucket, and what waits for a release. */
  folder: string;
  /** Absent: no other machine is asked. */
  lead?: Lead;
  assetGraceDays?: number;
  /** Ends what is under way: a release goes on from there the next time. */
  signal?: AbortSignal | undefined;
  onAbilities?: TellAbilities | undefined;
};

/** As it stands in release rows. */
const NAME = 's3';
const ASSET_GRACE_DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * A bucket of any compatible service, whose keys are the names of the files. A release writes the keys that change and no other ones, one after the other:
 * for as long as that takes, visitors see pages of both releases. `.stillpress/` below the same prefix holds what the target needs besides.
 */
export async function openS3Target(options: S3TargetOptions): Promise<Target> {
  const opened = await openInTurns(options);
  const { bucket, inTurn, site } = opened;
  const putting = new Map<string, Promise<void>>();
  const ahead = createBringingAhead(site, options.place);
  const settled = async (): Promise<void> => {
    await Promise.allSettled(putting.values());
    await ahead.settled();
  };
  return {
    name: NAME,
    renew: async () => {
      await settled();
      return await opened.renew();
    },
    position: () => site().state.position(),
    put: (content, place) =>
      asTargetError(options.folder, async () => {
        const hash = hashOfContent(content);
        await oneByOne(putting, { name: hash, put: () => stage(site(), { hash, content }) });
        if (place !== undefined) ahead.bring(place);
        return hash;
      }),
    forgetPut: () =>
      inTurn(async ({ staged }) => {
        await settled();
        staged.drop(() => true);
      }),
    apply: (release) =>
      inTurn(async (current) => {
        await settled();
        await applyS3Release(current, { release, prefix: options.place.prefix });
      }),
    prepare: async () => {
      await inTurn(bringBack);
      await keepAhead(inTurn);
    },
    has: (hash) => site().staged.has(hash, '') || site().state.isKept(hash),
    lookUp: (file) => {
      const known = site().state.lookUp(file);
      return known === null || known.graceUntil !== undefined ? null : known;
    },
    read: (file) => asBucketError(bucket, async () => (await bucket.get(file))?.bytes ?? null),
    list: () => site().state.list(),
    check: (files) => inTurn((current) => checkBucket(current, files)),
    collectGarbage: (garbage) => collectS3Garbage(inTurn, garbage),
    // Whatever stands before the bucket compresses: a service answers the same bytes to everyone.
    improveCompression: () => Promise.resolve({ improved: 0, bytesSaved: 0, left: 0 }),
    erase: (erasing) =>
      inTurn(async (current) => {
        await settled();
        await eraseObjects(current, erasing);
      }),
    close: () => {
      bucket.close();
      site().state.close();
    },
  };
}

/** What a release that was broken off has written goes, should no other one come: while the site is held, for one. */
async function bringBack(site: S3Site): Promise<void> {
  const to = site.state.position();
  if (to !== null) await changeObjects(site, { changes: [], to, isIfPossible: true });
}

/** One thing at a time changes the bucket, and what was to be erased is before all else. */
async function openInTurns(options: S3TargetOptions) {
  let leading: Leading = ALONE;
  const bucket = openBucket(options.place, { signal: options.signal, whileLeading: () => leading.signal() });
  const turns = new PQueue({ concurrency: 1 });
  /** Of the service, or of the disk of this machine. */
  const told = <T>(work: () => Promise<T>): Promise<T> =>
    asBucketError(bucket, () => asTargetError(options.folder, work));
  let site: S3Site;
  try {
    site = await told(() =>
      openSite(options, {
        bucket,
        lead: async (holder) => {
          leading = (await options.lead?.({ target: NAME, holder, isAlone: false })) ?? ALONE;
          return leading;
        },
      }),
    );
  } catch (error) {
    bucket.close();
    throw error;
  }

  function inTurn<T>(work: (current: S3Site) => Promise<T>): Promise<T> {
    return told(() =>
      turns.add(async () => {
        await finishErasingObjects(site);
        return await work(site);
      }),
    );
  }

  async function renew(): Promise<boolean> {
    if (!site.state.isInPlace()) {
      const before = site;
      site = await openSite(options, { bucket, lead: async () => leading });
      before.state.close();
    }
    return (await meetBucket(site)) === 'emptied';
  }

  // A failure is met again by whoever has the next turn.
  if (site.state.erasing() !== null) inTurn(async () => undefined).catch(() => undefined);
  return { bucket, inTurn, site: () => site, renew: () => told(() => turns.add(renew)) };
}

/** Whether a process of this machine publishes to the bucket now. */
export function isS3TargetInUse({ folder }: Pick<S3TargetOptions, 'folder'>): boolean {
  return isStateLocked(stateFileOf(folder));
}

function stateFileOf(folder: string): string {
  return join(folder, 'state.sqlite');
}

const NEVER = new AbortController().signal;
const ALONE: Leading = { epoch: 0, signal: () => NEVER };

type Opening = Pick<S3Site, 'bucket'> & { lead: (holder: string) => Promise<Leading> };

/** Nothing is touched before the lock is held, and this process leads. */
async function openSite(
  { appEnv = null, assetGraceDays = ASSET_GRACE_DAYS, folder, onAbilities, place }: S3TargetOptions,
  { bucket, lead }: Opening,
): Promise<S3Site> {
  mkdirSync(folder, { recursive: true });
  const state = openS3State(stateFileOf(folder), {
    place: `${place.endpoint ?? place.region} ${bucket.name}`,
  });
  try {
    const { epoch } = await lead(state.id());
    const staging = join(folder, 'staging');
    rmSync(staging, { recursive: true, force: true });
    mkdirSync(staging);
    const staged = createStagedBytes({ staging, durable: false });
    const abilities = await findAbilities(bucket, { folder, tell: onAbilities });
    const assetGraceMs = assetGraceDays * DAY_MS;
    const site: S3Site = { bucket, state, staged, abilities, assetGraceMs, epoch };
    await meetBucket(site);
    await requireOwnTarget(noteInBucket(bucket), appEnv);
    return site;
  } catch (error) {
    state.close();
    throw error;
  }
}

function hashOfContent(content: TargetContent): string {
  if ('open' in content) return content.hash;
  return content.hash ?? hashOf(content.bytes).toString('hex');
}

async function stage(
  { staged, state }: S3Site,
  { content, hash }: { hash: string; content: TargetContent },
): Promise<void> {
  staged.claim(hash);
  if (staged.has(hash, '')) return;
  if ('bytes' in content) await staged.add(hash, { bytes: content.bytes, extension: '' });
  else if (!state.isKept(hash)) await staged.addFrom(hash, await content.open());
}
