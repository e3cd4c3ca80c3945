import type { Tree } from '../oracle/crawl.ts';

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
