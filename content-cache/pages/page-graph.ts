import type Database from 'better-sqlite3';
import type { ReadRecord } from '../read-record.ts';
import { createEdges, type Edges } from './edges.ts';
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
export type PageGraph = {
  find(role: GraphRole): Graph | null;
  all(): Graph[];
  /** In place of the graph in this role. Its roots are to be added. */
  begin(role: GraphRole, build: { templateBuild: string; staticPaths: readonly string[] }): Graph;
  drop(graphId: number): void;
  /** The candidate takes the place of the live graph. */
  promote(): void;
  setRelease(graphId: number, releaseId: string): void;
  /** Looks at what makes this path a root, after it may have changed. */
  refreshRoot(graph: Graph, path: string, revision: number): void;
  /** The paths that entries and redirects have. */
  contentRoots(): string[];
  nextDirty(graphId: number, limit: number): DirtyPage[];
  /** Those that a step has put out of date, roots first. */
  dirtySince(graphId: number, revision: number): { path: string; cause: string | null }[];
  countDirty(graphId: number): number;
  /** Every page behind the read, in every graph. Says how many are dirty now that were not. */
  dirtyBehind(readId: number, order: { revision: number; cause: string }): number;
  dirtyAll(graphId: number, order: { revision: number; cause: string; route?: string }): void;
  dirtyPath(graphId: number, order: { path: string; revision: number; cause: string }): boolean;
  /** Returns the reads whose answer was not the one on record. */
  store(graph: Graph, page: DirtyPage, facts: RenderedFacts): StoredFacts;
  /** Takes a page that is up to date in another graph over, reads and links included. False where it is not. */
  adopt(graph: Graph, page: DirtyPage, fromGraphId: number): boolean;
  /** Removes pages that can be reached from no root any more. */
  removeUnreachable(graph: Graph): number;
  countLinkedPages(graphId: number, route: string): number;
  page(graphId: number, path: string): PageRow | null;
  pageOfFile(graphId: number, file: string): PageRow | null;
  pages(graphId: number): Iterable<PageRow>;
  /** Some that are up to date, at random. */
  sample(graphId: number, count: number): PageRow[];
  readsOf(graphId: number, path: string): { question: string; digest: string }[];
  unreleased(): { file: string; cause: string | null }[];
  clearUnreleased(): void;
};

export type StoredFacts = { contradicted: readonly number[]; newPaths: number };

export function createPageGraph(connection: Database.Database, reads: ReadStore): PageGraph {
  const sql = prepare(connection);
  const edges: Edges = createEdges(connection, reads);

  function removePage(pageId: number, graph: Graph): void {
    const page = sql.fileOf.get(pageId) as { file: string | null; path: string } | undefined;
    if (page?.file != null && graph.role === 'live') sql.addUnreleased.run(page.file, REMOVED_CAUSE);
    edges.removeReads(pageId);
    edges.removeLinks(pageId);
    sql.removePage.run(pageId);
  }

  function pageIdOf(
    graph: Graph,
    path: string,
    revision: number,
    cause: string,
  ): { pageId: number; isNew: boolean } {
    const known = sql.pageId.get(graph.graphId, path) as number | undefined;
    if (known !== undefined) return { pageId: known, isNew: false };
    const { lastInsertRowid } = sql.insertPage.run(graph.graphId, path, 0, revision, cause);
    return { pageId: Number(lastInsertRowid), isNew: true };
  }

  return {
    find: (role) => (sql.findGraph.get(role) as Graph | undefined) ?? null,
    all: () => sql.allGraphs.all() as Graph[],
    begin: (role, { templateBuild, staticPaths }) => {
      const before = sql.findGraph.get(role) as Graph | undefined;
      if (before !== undefined) dropGraph(before.graphId);
      const graphId = Number(sql.insertGraph.run(role, templateBuild).lastInsertRowid);
      for (const path of staticPaths) sql.addStaticRoot.run(graphId, path);
      return { graphId, role, templateBuild, releaseId: null };
    },
    drop: dropGraph,
    promote: () => {
      const live = sql.findGraph.get('live') as Graph | undefined;
      if (live !== undefined) dropGraph(live.graphId);
      sql.promote.run();
    },
    setRelease: (graphId, releaseId) => sql.setRelease.run(releaseId, graphId),
    refreshRoot: (graph, path, revision) => {
      const isRoot = sql.isRoot.get({ graphId: graph.graphId, path }) !== undefined;
      const known = sql.pageId.get(graph.graphId, path) as number | undefined;
      if (known !== undefined) {
        sql.setRoot.run(Number(isRoot), known);
        if (!isRoot) sql.addSuspect.run(known);
      } else if (isRoot) sql.insertPage.run(graph.graphId, path, 1, revision, NEW_CAUSE);
    },
    contentRoots: () => sql.contentRoots.all() as string[],
    nextDirty: (graphId, limit) =>
      (sql.nextDirty.all(graphId, limit) as (Omit<DirtyPage, 'isNew'> & { isNew: number })[]).map((page) => ({
        ...page,
        isNew: page.isNew === 1,
      })),
    dirtySince: (graphId, revision) =>
      sql.dirtySince.all(graphId, revision) as { path: string; cause: string | null }[],
    countDirty: (graphId) => sql.countDirty.get(graphId) as number,
    dirtyBehind: (readId, { revision, cause }) => sql.dirtyBehind.run(revision, cause, readId).changes,
    dirtyAll: (graphId, { revision, cause, route }) => {
      if (route === undefined) sql.dirtyAll.run(revision, cause, graphId);
      else sql.dirtyRoute.run(revision, cause, graphId, route);
    },
    dirtyPath: (graphId, { path, revision, cause }) =>
      sql.dirtyPath.run(revision, cause, graphId, path).changes > 0,
    store: (graph, page, facts) => {
      const { revision, file } = facts;
      const { pageId } = page;
      const contradicted = edges.putReads(page, facts.reads);
      let newPaths = 0;
      const targets = facts.links.map((path) => {
        const target = pageIdOf(graph, path, revision, `linked from ${page.path}`);
        if (target.isNew) newPaths += 1;
        return target.pageId;
      });
      for (const lost of edges.putLinks(page, targets)) sql.addSuspect.run(lost);
      if (graph.role === 'live') noteFiles(page, file);
      sql.update.run({
        pageId,
        revision,
        status: facts.status,
        route: facts.route,
        ...(file ?? { file: null, hash: null, contentType: null, location: null }),
      });
      return { contradicted, newPaths };
    },
    adopt: (graph, page, fromGraphId) => {
      const original = sql.cleanPage.get(fromGraphId, page.path) as number | undefined;
      if (original === undefined) return false;
      sql.copyPage.run({ pageId: page.pageId, original });
      sql.copyReads.run(page.pageId, original);
      const paths = sql.linkedPaths.all(original) as string[];
      const targets = paths.map(
        (path) => pageIdOf(graph, path, page.dirtySince, `linked from ${page.path}`).pageId,
      );
      edges.putLinks(page, targets);
      return true;
    },
    removeUnreachable: (graph) => {
      let removed = 0;
      for (;;) {
        const suspect = sql.nextSuspect.get(graph.graphId) as number | undefined;
        if (suspect === undefined) return removed;
        const unreachable = edges.unreachableWith(suspect);
        for (const pageId of unreachable) {
          for (const target of edges.linksFrom(pageId)) sql.addSuspect.run(target);
        }
        for (const pageId of unreachable) {
          removePage(pageId, graph);
          removed += 1;
        }
        for (const pageId of [suspect, ...unreachable]) sql.removeSuspect.run(pageId);
      }
    },
    countLinkedPages: (graphId, route) => sql.countLinked.get(graphId, route) as number,
    page: (graphId, path) => pageRow(sql.page.get(graphId, path)),
    pageOfFile: (graphId, file) => pageRow(sql.pageOfFile.get(graphId, file)),
    pages: (graphId) => (sql.pages.all(graphId) as RawPage[]).map(pageOf),
    sample: (graphId, count) => {
      const range = sql.idRange.get(graphId) as { first: number | null; last: number | null };
      const { first, last } = range;
      if (first === null || last === null) return [];
      const found = new Map<string, PageRow>();
      for (let drawn = 0; drawn < count; drawn += 1) {
        const from = first + Math.floor(Math.random() * (last - first + 1));
        const page = pageRow(sql.cleanFrom.get(graphId, from));
        if (page !== null) found.set(page.path, page);
      }
      return [...found.values()];
    },
    readsOf: (graphId, path) => sql.readsOf.all(graphId, path) as { question: string; digest: string }[],
    unreleased: () => sql.unreleased.all() as { file: string; cause: string | null }[],
    clearUnreleased: () => sql.clearUnreleased.run(),
  };

  function noteFiles(page: DirtyPage, file: PageFileFacts | null): void {
    const before = page.isNew ? null : (sql.fileFacts.get(page.pageId) as PageFileFacts);
    const keyOf = (facts: PageFileFacts | null): string | null =>
      facts?.file == null ? null : JSON.stringify(facts);
    if (keyOf(before) === keyOf(file)) return;
    for (const name of [before?.file, file?.file]) if (name != null) sql.addUnreleased.run(name, page.cause);
  }

  function dropGraph(graphId: number): void {
    edges.dropGraph(graphId);
    for (const table of ['suspect', 'page', 'static_root', 'graph']) sql.dropFrom[table]?.run(graphId);
    edges.dropUnusedReads();
  }
}

const NEW_CAUSE = 'new';
const REMOVED_CAUSE = 'nothing leads there any more';

type RawPage = Omit<PageRow, 'isRoot'> & { isRoot: number };

function pageRow(row: unknown): PageRow | null {
  return row === undefined ? null : pageOf(row as RawPage);
}

function pageOf(row: RawPage): PageRow {
  return { ...row, isRoot: row.isRoot === 1 } as PageRow;
}

const SELECT_PAGE = `SELECT path, status, route, is_root AS isRoot, file, hash, content_type AS contentType, location FROM page`;
const SELECT_GRAPH =
  'SELECT graph_id AS graphId, role, template_build AS templateBuild, release_id AS releaseId FROM graph';

function prepare(connection: Database.Database) {
  const statement = (text: string): Database.Statement => connection.prepare(text);
  return {
    findGraph: statement(`${SELECT_GRAPH} WHERE role = ?`),
    allGraphs: statement(`${SELECT_GRAPH} ORDER BY role DESC`),
    insertGraph: statement('INSERT INTO graph (role, template_build) VALUES (?, ?)'),
    setRelease: statement('UPDATE graph SET release_id = ? WHERE graph_id = ?'),
    promote: statement(`UPDATE graph SET role = 'live' WHERE role = 'candidate'`),
    addStaticRoot: statement('INSERT OR IGNORE INTO static_root VALUES (?, ?)'),
    isRoot: statement(`SELECT 1 FROM static_root WHERE graph_id = @graphId AND path = @path
      UNION ALL SELECT 1 FROM item WHERE path = @path UNION ALL SELECT 1 FROM redirect WHERE path = @path LIMIT 1`),
    contentRoots: statement(
      'SELECT path FROM item WHERE path IS NOT NULL UNION SELECT path FROM redirect ORDER BY path',
    ).pluck(),
    setRoot: statement('UPDATE page SET is_root = ? WHERE page_id = ?'),
    pageId: statement('SELECT page_id FROM page WHERE graph_id = ? AND path = ?').pluck(),
    insertPage: statement(
      'INSERT INTO page (graph_id, path, is_root, dirty_since, cause) VALUES (?, ?, ?, ?, ?)',
    ),
    removePage: statement('DELETE FROM page WHERE page_id = ?'),
    fileOf: statement('SELECT file, path FROM page WHERE page_id = ?'),
    fileFacts: statement(
      'SELECT file, hash, content_type AS contentType, location FROM page WHERE page_id = ?',
    ),
    // Roots first: links then mostly lead to pages that are known.
    nextDirty:
      statement(`SELECT page_id AS pageId, path, dirty_since AS dirtySince, cause, status IS NULL AS isNew FROM page
      WHERE graph_id = ? AND dirty_since IS NOT NULL ORDER BY is_root DESC, page_id LIMIT ?`),
    dirtySince: statement(`SELECT path, cause FROM page
      WHERE graph_id = ? AND dirty_since IS NOT NULL AND dirty_since >= ? ORDER BY is_root DESC, path`),
    countDirty: statement('SELECT count(*) FROM page WHERE graph_id = ? AND dirty_since IS NOT NULL').pluck(),
    dirtyBehind: statement(`UPDATE page SET dirty_since = ?, cause = coalesce(cause, ?)
      WHERE page_id IN (SELECT page_id FROM page_read WHERE read_id = ?)`),
    dirtyAll: statement('UPDATE page SET dirty_since = ?, cause = ? WHERE graph_id = ?'),
    dirtyRoute: statement(
      `UPDATE page SET dirty_since = ?, cause = ? WHERE graph_id = ? AND instr(' → ' || route || ' → ', ' → ' || ? || ' → ') > 0`,
    ),
    dirtyPath: statement('UPDATE page SET dirty_since = ?, cause = ? WHERE graph_id = ? AND path = ?'),
    update: statement(`UPDATE page SET status = @status, route = @route, file = @file, hash = @hash,
      content_type = @contentType, location = @location,
      cause = CASE WHEN dirty_since <= @revision THEN NULL ELSE cause END,
      dirty_since = CASE WHEN dirty_since <= @revision THEN NULL ELSE dirty_since END
      WHERE page_id = @pageId`),
    cleanPage: statement(
      'SELECT page_id FROM page WHERE graph_id = ? AND path = ? AND dirty_since IS NULL',
    ).pluck(),
    idRange: statement('SELECT min(page_id) AS first, max(page_id) AS last FROM page WHERE graph_id = ?'),
    // Page numbers hardly have gaps: the next one from there is as good as any.
    cleanFrom: statement(
      `${SELECT_PAGE} WHERE graph_id = ? AND page_id >= ? AND dirty_since IS NULL ORDER BY page_id LIMIT 1`,
    ),
    copyPage:
      statement(`UPDATE page SET (status, route, file, hash, content_type, location, dirty_since, cause) =
      (SELECT status, route, file, hash, content_type, location, NULL, NULL FROM page WHERE page_id = @original)
      WHERE page_id = @pageId`),
    copyReads: statement('INSERT INTO page_read SELECT ?, read_id FROM page_read WHERE page_id = ?'),
    linkedPaths: statement(
      'SELECT path FROM page_link JOIN page ON page_id = to_page WHERE from_page = ?',
    ).pluck(),
    addSuspect: statement('INSERT OR IGNORE INTO suspect VALUES (?)'),
    nextSuspect: statement(
      `SELECT page_id FROM suspect JOIN page USING (page_id) WHERE graph_id = ? LIMIT 1`,
    ).pluck(),
    removeSuspect: statement('DELETE FROM suspect WHERE page_id = ?'),
    countLinked: statement(
      'SELECT count(*) FROM page WHERE graph_id = ? AND route = ? AND is_root = 0 AND file IS NOT NULL',
    ).pluck(),
    page: statement(`${SELECT_PAGE} WHERE graph_id = ? AND path = ?`),
    pageOfFile: statement(`${SELECT_PAGE} WHERE graph_id = ? AND file = ?`),
    pages: statement(`${SELECT_PAGE} WHERE graph_id = ? ORDER BY path`),
    readsOf:
      statement(`SELECT question, digest FROM page JOIN page_read USING (page_id) JOIN read USING (read_id)
      WHERE graph_id = ? AND path = ? ORDER BY question`),
    addUnreleased: statement(`INSERT INTO unreleased_file VALUES (?, ?) ON CONFLICT DO NOTHING`),
    unreleased: statement('SELECT file, cause FROM unreleased_file ORDER BY file'),
    clearUnreleased: statement('DELETE FROM unreleased_file'),
    dropFrom: {
      suspect: statement(
        'DELETE FROM suspect WHERE page_id IN (SELECT page_id FROM page WHERE graph_id = ?)',
      ),
      page: statement('DELETE FROM page WHERE graph_id = ?'),
      static_root: statement('DELETE FROM static_root WHERE graph_id = ?'),
      graph: statement('DELETE FROM graph WHERE graph_id = ?'),
    } as Record<string, Database.Statement>,
  };
}
