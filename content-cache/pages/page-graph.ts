import type Database from 'better-sqlite3';
import { createAnchors } from './anchors.ts';
import { createBrokenLinks, type BrokenLinks } from './broken-links.ts';
import { createDirtyPages, type DirtyPages } from './dirty-pages.ts';
import { createEdges } from './edges.ts';
import { createGraphRoles, type GraphRoles } from './graph-roles.ts';
import { createStoredPages, type StoredPages } from './stored-pages.ts';
import type { ReadStore } from '../reads/read-store.ts';

/** The pages of `schema.ts`, written inside the transaction of the caller. */
export type PageGraph = GraphRoles & DirtyPages & StoredPages & BrokenLinks;

export function createPageGraph(connection: Database.Database, reads: ReadStore): PageGraph {
  const anchors = createAnchors(connection);
  const edges = createEdges(connection, { reads, anchors });
  return {
    ...createGraphRoles(connection, edges),
    ...createDirtyPages(connection),
    ...createStoredPages(connection, { edges, anchors }),
    ...createBrokenLinks(connection),
  };
}
