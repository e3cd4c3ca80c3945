import type { FreshSite } from './fresh-site.ts';
import type { HashedTree } from './hash-tree.ts';
import type { SettledSite } from './verified-basis.ts';

/** What is published, and what the target holds: both of the same publication. */
export type Captured = {
  settled: SettledSite;
  fresh: FreshSite;
  /** What visitors read. */
  tree: HashedTree;
  /** What they read after the next release, and read before the last one. */
  standby: HashedTree | null;
};
