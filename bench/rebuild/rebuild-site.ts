import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { countPages } from '../peers/count-pages.ts';
import type { Built } from '../peers/peer.ts';
import { runBuild } from '../peers/run-build.ts';
import { SITE_URL, type BenchSite } from '../site/bench-site.ts';
import type { RebuildOrder } from './rebuild-order.ts';

export type Rebuilt = Built & { wroteCompressed: boolean };

const PROGRAM = join(import.meta.dirname, 'rebuild-child.ts');

/** From the database alone, in a process of its own: templates, content cache, pages and files are all made anew. */
export async function rebuildSite(
  site: BenchSite,
  options: Pick<RebuildOrder, 'compress' | 'durable'>,
): Promise<Rebuilt> {
  removeDerived(site);
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

/** All but the database. */
function removeDerived({ dataDir }: BenchSite): void {
  for (const name of readdirSync(dataDir))
    if (!name.startsWith('stillpress.sqlite')) rmSync(join(dataDir, name), { recursive: true, force: true });
}
