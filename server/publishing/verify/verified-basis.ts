import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { CacheView } from '../../../content-cache/cache-view.ts';
import { clockValues } from '../../../content-cache/clock.ts';
import { countOf } from '../../count-of.ts';
import type { TargetConfig } from '../../config.ts';
import { AppError } from '../../errors.ts';
import type { Database } from '../../store/database.ts';
import { readLogHead } from '../../store/publications.ts';
import { readLatestRelease, type StoredRelease } from '../../store/releases.ts';
import { listWithheld } from '../../store/withheld-publications.ts';
import { readPin } from '../../store/target-pins.ts';
import { targetName } from '../target/open-target.ts';
import { readPublisherState, type StatePlaces } from '../publisher-state.ts';
import type { VerifiedBasis } from './report.ts';

export type BasisSources = {
  database: Database;
  config: StatePlaces;
  /** Of the publisher; null where it keeps its content cache elsewhere. */
  view: CacheView | null;
  timeZone: string;
  now: () => Date;
};

export type SettledSite = {
  basis: VerifiedBasis;
  /** Whether the publisher's content cache tells of this state. */
  hasRecords: boolean;
};

const LOOK_EVERY_MS = 200;

/** Waits until visitors see all that is published. Throws `not-verifiable` when they do not within the time. */
export async function awaitSettledSite(
  sources: BasisSources,
  { waitMs }: { waitMs: number },
): Promise<SettledSite> {
  const endsAt = Date.now() + waitMs;
  for (;;) {
    const found = await look(sources);
    if (typeof found !== 'string') return found;
    if (Date.now() >= endsAt) throw unsettled(found, sources);
    await delay(LOOK_EVERY_MS);
  }
}

/** Whether the tree is still the one that was resolved, and has not been touched since. */
export async function isStillAt(
  { config: { target }, database }: BasisSources,
  { release }: VerifiedBasis,
): Promise<boolean> {
  const latest = await readLatestRelease(database.db, { target: target.kind });
  return latest?.number === release;
}

async function look(sources: BasisSources): Promise<SettledSite | string> {
  const { config, database, now, timeZone, view } = sources;
  const { target } = config;
  const { head, latest, pin, withheld } = await database.read(async (tx) => ({
    head: await readLogHead(tx),
    latest: await readLatestRelease(tx, { target: target.kind }),
    pin: await readPin(tx, { target: target.kind }),
    withheld: await listWithheld(tx),
  }));
  if (pin !== null) throw held(pin.releaseNumber);
  if (latest === null) throw notReleased(`Nothing has been released to ${targetName(target)} yet.`);
  if (target.kind === 'disk' && !existsSync(join(target.root, 'live'))) throw goneFrom(target, latest);
  if (latest.finishedAt === null) return `Release ${latest.number} is being made.`;
  if (head.seq !== latest.seq || head.hash !== latest.publicationHash)
    return `Publication ${head.seq} is the newest one, and visitors see publication ${latest.seq}.`;
  const records = view === null ? null : view.at(() => recordsOf(view, latest));
  if (records !== null && records.outOfDate > 0)
    return `${countOf(records.outOfDate, 'page is', 'pages are')} being rendered again.`;
  const { number, publicationHash, seq, templateBuild } = latest;
  const clock = records?.clock ?? clockValues(now(), timeZone);
  const clockFrom = records === null ? 'now' : 'content-cache';
  return {
    basis: {
      release: number,
      seq,
      publicationHash,
      templateBuild,
      clock,
      clockFrom,
      withheld: withheld.map((publication) => publication.seq),
    },
    hasRecords: records !== null,
  };
}

/** Null where the content cache tells of another state than this release: it may be that of a process that does not publish. */
function recordsOf(view: CacheView, release: StoredRelease) {
  const { pages } = view;
  const graph = pages.find('live');
  if (graph === null || graph.templateBuild !== release.templateBuild) return null;
  const { hash, seq } = view.position();
  if (seq !== release.seq || hash !== release.publicationHash) return null;
  return {
    clock: view.clock(),
    outOfDate: Math.max(pages.countDirty(graph.graphId), pages.unreleased().length),
  };
}

function held(releaseNumber: number): AppError {
  return new AppError(
    'publication-held',
    `The site is held at release ${releaseNumber}, so that what visitors see is not what is published: there is nothing to verify it against. "stillpress release resume" ends that.`,
  );
}

function notReleased(message: string): AppError {
  return new AppError('not-released', message);
}

export function goneFrom(target: TargetConfig, { number }: { number: number }): AppError {
  return notReleased(
    `Release ${number} is on record, and ${targetName(target)} has no live tree: it is on another machine, or was deleted. "stillpress rebuild" makes it again.`,
  );
}

function unsettled(why: string, { config }: BasisSources): AppError {
  const problem = readPublisherState(config)?.problem;
  const reason = problem == null ? '' : ` Publishing fails: ${problem.message}`;
  return new AppError(
    'not-verifiable',
    `${why} It can be verified once visitors see all that is published; "stillpress status" says how far that is.${reason}`,
  );
}
