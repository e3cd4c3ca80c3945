import type { ReadRecord } from '../read-record.ts';

export type GraphRole = 'live' | 'candidate';
export type Graph = { graphId: number; role: GraphRole; templateBuild: string; releaseId: string | null };

/** A page to be rendered, and why. */
export type DirtyPage = {
  pageId: number;
  path: string;
  dirtySince: number;
  cause: string | null;
  isNew: boolean;
};

/** What became of a page that was rendered at one revision of the content. */
export type RenderedFacts = {
  revision: number;
  status: number;
  /** The patterns of the routes that answered, with ` → ` between them; null where none did. */
  route: string | null;
  /** Null for an absent page. */
  file: PageFileFacts | null;
  reads: readonly ReadRecord[];
  /** What links can lead to within it; null where nobody can tell. */
  anchors: readonly string[] | null;
} & Leads;

/** Where a page leads, files beside the pages left out. */
export type Leads = {
  /** Public paths that may be pages. */
  links: readonly string[];
  /** Those that lead to a place within one of them or within the page itself. */
  anchorLinks: readonly AnchorLink[];
};

export type AnchorLink = { path: string; anchor: string };

export type PageFileFacts = { file: string; hash: string; contentType: string; location: string | null };

export type PageRow = {
  path: string;
  status: number | null;
  route: string | null;
  isRoot: boolean;
} & (PageFileFacts | { file: null });

export type StoredFacts = { contradicted: readonly number[] };
