import type Database from 'better-sqlite3';
import type { ReadRecord } from '../read-record.ts';
import { createDirtyPages, type DirtyPages } from './dirty-pages.ts';
import { createEdges } from './edges.ts';
import { createGraphRoles, type GraphRoles } from './graph-roles.ts';
import { createStoredPages, type StoredPages } from './stored-pages.ts';
import type { ReadStore } from '../reads/read-store.ts';

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
  /** Public paths that may be pages. */
  links: readonly string[];
};

export type PageFileFacts = { file: string; hash: string; contentType: string; location: string | null };

export type PageRow = {
  path: string;
  status: number | null;
  route: string | null;
  isRoot: boolean;
} & (PageFileFacts | { file: null });

/** The pages of `schema.ts`, written inside the transaction of the caller. */
export type PageGraph = GraphRoles & DirtyPages & StoredPages;

export type StoredFacts = { contradicted: readonly number[]; newPaths: number };

export function createPageGraph(connection: Database.Database, reads: ReadStore): PageGraph {
  const edges = createEdges(connection, reads);
  return {
    ...createGraphRoles(connection, edges),
    ...createDirtyPages(connection),
    ...createStoredPages(connection, edges),
  };
}
