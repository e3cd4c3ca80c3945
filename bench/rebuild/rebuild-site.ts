import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { countPages } from '../peers/count-pages.ts';
import type { Built } from '../peers/peer.ts';
import { runBuild } from '../peers/run-build.ts';
import { SITE_URL, type BenchSite } from '../site/bench-site.ts';
import type { RebuildOrder } from './rebuild-order.ts';

export type Rebuilt = Built & { wroteCompressed: boolean };

export type HowToRebuild = Pick<RebuildOrder, 'projectRoot'> & {
  /** Whether the target writes compressed forms beside its files. */
  compress: boolean;
  /** Whether the target waits for the disk. */
  durable: boolean;
  /** From the database alone: the content cache and the template build are made anew too. */
  fromNothing: boolean;
};

const PROGRAM = join(import.meta.dirname, 'rebuild-child.ts');

/** Every page is rendered and every file written, in a process of its own. */
export async function rebuildSite(
  site: BenchSite,
  { compress, durable, fromNothing, projectRoot }: HowToRebuild,
): Promise<Rebuilt> {
  setAside(site, (name) => name === 'public' || fromNothing);
  const target = { kind: 'disk' as const, root: site.targetRoot, compress, durable };
  const ms = await runRebuild(site, { projectRoot, target });
  const live = join(site.targetRoot, 'live/');
  const wroteCompressed = readdirSync(live).some((file) => file.endsWith('.gz'));
  return { ms, pages: countPages(live), wroteCompressed };
}

type Running = Pick<RebuildOrder, 'projectRoot' | 'target'> & { onOutput?: (text: string) => void };

/** From the start of the process to its end. */
export async function runRebuild({ dataDir }: BenchSite, { onOutput, ...order }: Running): Promise<number> {
  const whole: RebuildOrder = { dataDir, siteUrl: SITE_URL, ...order };
  return await runBuild({
    command: [process.execPath, PROGRAM, JSON.stringify(whole)],
    cwd: dataDir,
    env: { NODE_ENV: 'production' },
    ...(onOutput !== undefined && { onOutput }),
  });
}

let timesSetAside = 0;

/** Renamed: ext4 is slow to make files while it remembers many that were deleted. */
function setAside({ dataDir }: BenchSite, isMeant: (name: string) => boolean): void {
  timesSetAside += 1;
  const folder = join(dataDir, 'aside', String(timesSetAside));
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(dataDir)) {
    const isKept = name === 'aside' || name.startsWith('stillpress.sqlite');
    if (!isKept && isMeant(name)) renameSync(join(dataDir, name), join(folder, name));
  }
}
