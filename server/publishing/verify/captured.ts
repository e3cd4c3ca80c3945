import type { FreshSite } from './fresh-site.ts';
import type { HashedTree } from './hash-tree.ts';
import type { LiveFiles } from '../target/live-files.ts';
import type { SettledSite } from './verified-basis.ts';

/** What is published, and what the target holds: both of the same publication. */
export type Captured = {
  settled: SettledSite;
  fresh: FreshSite;
  /** The files that visitors read: taken once, so that all of them are of one release. */
  live: LiveFiles;
  /** What visitors read. */
  tree: HashedTree;
  /** What they read after the next release, and read before the last one. */
  standby: HashedTree | null;
};
