import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { countPages } from '../peers/count-pages.ts';
import type { Built } from '../peers/peer.ts';
import { runBuild } from '../peers/run-build.ts';
import { SITE_URL, type BenchSite } from '../site/bench-site.ts';
import type { RebuildOrder } from './rebuild-order.ts';

export type Rebuilt = Built & { wroteCompressed: boolean };

export type HowToRebuild = Pick<RebuildOrder, 'compress' | 'durable' | 'projectRoot'> & {
  /** From the database alone: the content cache and the template build are made anew too. */
  fromNothing: boolean;
};

const PROGRAM = join(import.meta.dirname, 'rebuild-child.ts');

/** Every page is rendered and every file written, in a process of its own. */
export async function rebuildSite(
  site: BenchSite,
  { fromNothing, ...options }: HowToRebuild,
): Promise<Rebuilt> {
  setAside(site, (name) => name === 'public' || fromNothing);
  const order: RebuildOrder = { dataDir: site.dataDir, siteUrl: SITE_URL, root: site.targetRoot, ...options };
  const ms = await runBuild({
    command: [process.execPath, PROGRAM, JSON.stringify(order)],
    cwd: site.dataDir,
    env: { NODE_ENV: 'production' },
  });
  const live = join(site.targetRoot, 'live/');
  const wroteCompressed = readdirSync(live).some((file) => file.endsWith('.gz'));
  return { ms, pages: countPages(live), wroteCompressed };
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
