import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type Database from 'better-sqlite3';
import { digestOf } from '../digest.ts';
import type { KnownReads } from '../reads/read-store.ts';
import { anchorDigests, type Anchors, type AnchorTarget } from './anchors.ts';
import type { Edges } from './edges.ts';
import type {
  DirtyPage,
  Graph,
  Leads,
  PageFileFacts,
  PageRow,
  RenderedFacts,
  StoredFacts,
} from './page-facts.ts';
import { leadingStatements, pageStatements, sampleStatements } from './statements.ts';

/** What became of each page, and which files that makes. */
export type StoredPages = {
  /** Looks at what makes this path a root, after it may have changed. */
  refreshRoot(graph: Graph, path: string, revision: number): void;
  /** The paths that entries and redirects have. */
  contentRoots(): string[];
  /**
   * Stores pages in one transaction, each once, and throws for one that was rendered at another state of the content: what has put it out of
   * date since would be forgotten. Pages of a site mostly link to the same pages and ask the same questions: what was looked up for one is
   * known for the next.
   */
  storer(graph: Graph): (page: DirtyPage, facts: RenderedFacts) => StoredFacts;
  /** Takes a page that is up to date in another graph over, reads and links included. False where it is not. */
  adopt(graph: Graph, page: DirtyPage, fromGraphId: number): boolean;
  /** Whether the page has the anchors that it had when it was last stored. */
  hasAnchorsAsBefore(graphId: number, path: string, anchors: RenderedFacts['anchors']): boolean;
  /** Whether the page leads where it did when it was last stored. */
  leadsAsBefore(graphId: number, path: string, leads: Leads): boolean;
  /** Its file goes, until the page is rendered; what it has read and where it leads stays known. */
  dropFile(graph: Graph, path: string, cause: string): void;
  /** Where a page leads, files beside the pages left out. */
  linkedPaths(graphId: number, path: string): string[];
  /** Some of the public pages that lead there. */
  linkingPaths(graphId: number, path: string, limit: number): string[];
  /**
   * The public pages that lead to one in this folder, by their numbers. The work is that of the pages in the folder times the limit, however many pages
   * lead there.
   */
  pagesLeadingInto(graphId: number, folder: string, part: { after: number; limit: number }): LeadingPage[];
  /** The public ones of those in this folder. */
  pathsWithin(graphId: number, folder: string): string[];
  /** Whether there are pages that may be reachable no more. */
  hasSuspects(graph: Graph): boolean;
  /** Removes pages that can be reached from no root any more. */
  removeUnreachable(graph: Graph): number;
  countLinkedPages(graphId: number, route: string): number;
  /** Pages that are public, absent ones left out. */
  countPages(graphId: number): number;
  page(graphId: number, path: string): PageRow | null;
  pageOfFile(graphId: number, file: string): PageRow | null;
  /** Another page whose file is in a folder of this name. */
  pageInFolder(graphId: number, folder: string, page: { except: string }): PageRow | null;
  pages(graphId: number): Iterable<PageRow>;
  /** Some that are up to date, at random. */
  sample(graphId: number, count: number): PageRow[];
  /** Looks at every page: one that is up to date, of each route that was not looked through. */
  samplePerRoute(graphId: number): PageRow[];
  /** Where it can have more pages, not before it has. */
  markLookedThrough(graphId: number, route: string): void;
  readsOf(graphId: number, path: string): { question: string; digest: string }[];
  unreleased(): { file: string; cause: string | null }[];
  clearUnreleased(): void;
};

export type LeadingPage = { pageId: number; path: string };

/** `known` holds the pages that have been found already. */
type Links = { paths: readonly string[]; since: number; known: Map<string, number> };

const NEW_CAUSE = 'new';
const REMOVED_CAUSE = 'nothing leads there any more';

type Beside = { edges: Edges; anchors: Anchors };

export function createStoredPages(connection: Database.Database, { anchors, edges }: Beside): StoredPages {
  const sql = {
    ...pageStatements(connection),
    ...leadingStatements(connection),
    ...sampleStatements(connection),
  };

  const find = ({ graphId }: Graph, path: string): number | undefined =>
    sql.pageId.get(graphId, path) as number | undefined;

  /** Pages that are named for the first time are to be rendered. */
  function linkTargets(graph: Graph, page: DirtyPage, { known, paths, since }: Links): number[] {
    return paths.map((path) => {
      let pageId = known.get(path) ?? find(graph, path);
      if (pageId === undefined) {
        const cause = `linked from ${page.path}`;
        pageId = Number(sql.insertPage.run(graph.graphId, path, 0, since, cause).lastInsertRowid);
      }
      known.set(path, pageId);
      return pageId;
    });
  }

  return {
    refreshRoot: (graph, path, revision) => {
      const isRoot = sql.isRoot.get({ graphId: graph.graphId, path }) !== undefined;
      const known = find(graph, path);
      if (known !== undefined) {
        sql.setRoot.run(Number(isRoot), known);
        if (!isRoot) sql.addSuspect.run(known);
      } else if (isRoot) sql.insertPage.run(graph.graphId, path, 1, revision, NEW_CAUSE);
    },
    contentRoots: () => sql.contentRoots.all() as string[],
    storer: createStorer(sql, { anchors, edges, linkTargets }),
    adopt: (graph, page, fromGraphId) => {
      const original = sql.cleanPage.get(fromGraphId, page.path) as number | undefined;
      if (original === undefined) return false;
      sql.copyPage.run({ pageId: page.pageId, original });
      sql.copyReads.run(page.pageId, original);
      const paths = sql.linkedPaths.all(original) as string[];
      const links = { paths, since: page.dirtySince, known: new Map<string, number>() };
      edges.putLinks(page, linkTargets(graph, page, links));
      anchors.refresh(page.pageId);
      anchors.putLinks(page, anchorTargets(page, anchors.linksFrom(original), links.known));
      return true;
    },
    hasAnchorsAsBefore: (graphId, path, held) => {
      const before = sql.leads.get(graphId, path) as StoredLeads | undefined;
      return isDeepStrictEqual(held && anchorDigests(held), before?.anchors ?? null);
    },
    leadsAsBefore: (graphId, path, leads) =>
      leadsDigest(leads) === (sql.leads.get(graphId, path) as StoredLeads | undefined)?.links,
    dropFile: (graph, path, cause) => {
      const pageId = find(graph, path);
      const file = pageId === undefined ? null : (sql.fileOf.get(pageId) as string | null);
      if (pageId === undefined || file === null) return;
      if (graph.role === 'live') sql.addUnreleased.run(file, cause);
      sql.dropFile.run(pageId);
    },
    linkedPaths: (graphId, path) => {
      const pageId = sql.pageId.get(graphId, path) as number | undefined;
      return pageId === undefined ? [] : (sql.linkedPaths.all(pageId) as string[]);
    },
    hasSuspects: ({ graphId }) => sql.nextSuspect.get(graphId) !== undefined,
    removeUnreachable: createRemoval(sql, edges),
    countLinkedPages: (graphId, route) => sql.countLinked.get(graphId, route) as number,
    ...lookups(sql),
  };
}

type Storing = Beside & { linkTargets: (graph: Graph, page: DirtyPage, links: Links) => number[] };

function createStorer(sql: Statements, { anchors, edges, linkTargets }: Storing): StoredPages['storer'] {
  return (graph) => {
    const [known, knownReads] = [new Map<string, number>(), new Map() as KnownReads];
    const now = sql.revision.get();
    return (page, facts) => {
      const { file, reads, revision, route, status } = facts;
      assert(revision === now, 'a page was rendered at another state of the content');
      const contradicted = edges.putReads(page, reads, knownReads);
      const before = sql.leads.get(graph.graphId, page.path) as StoredLeads;
      const [links, digests] = [leadsDigest(facts), facts.anchors && anchorDigests(facts.anchors)];
      const leadsElsewhere = links !== before.links;
      if (leadsElsewhere) {
        const targets = linkTargets(graph, page, { paths: facts.links, since: revision, known });
        for (const lost of edges.putLinks(page, targets)) sql.addSuspect.run(lost);
      }
      if (graph.role === 'live') noteFiles(sql, page, facts);
      const row = { pageId: page.pageId, status, route, ...(file ?? NO_FILE) };
      sql.update.run({ ...row, links, anchors: digests });
      if (!isDeepStrictEqual(digests, before.anchors)) anchors.refresh(page.pageId);
      const [was, is] = [before.location, file?.location ?? null];
      const leadsOn = was !== null || is !== null || (file === null && facts.links.length > 0);
      if (leadsOn && (leadsElsewhere || was !== is)) anchors.refreshLeading(page.pageId);
      if (leadsElsewhere) anchors.putLinks(page, anchorTargets(page, facts.anchorLinks, known));
      return { contradicted };
    };
  };
}

type StoredLeads = { links: string | null; anchors: Buffer | null; location: string | null };

function leadsDigest({ anchorLinks, links }: Leads): string {
  return digestOf([links, anchorLinks]);
}

/** A page that leads to a place within another one leads to that one too. */
function anchorTargets(
  page: DirtyPage,
  anchorLinks: Leads['anchorLinks'],
  known: ReadonlyMap<string, number>,
): AnchorTarget[] {
  return anchorLinks.map(({ anchor, path }) => {
    const pageId = path === page.path ? page.pageId : known.get(path);
    assert(pageId !== undefined, `${page.path} leads within ${path}, and not there`);
    return { pageId, anchor };
  });
}

/** Cycles of pages that only lead to each other go too. */
function createRemoval(sql: Statements, edges: Edges): StoredPages['removeUnreachable'] {
  function remove(graph: Graph, pageId: number): void {
    const file = sql.fileOf.get(pageId) as string | null | undefined;
    if (file != null && graph.role === 'live') sql.addUnreleased.run(file, REMOVED_CAUSE);
    edges.removeReads(pageId);
    edges.removeLinks(pageId);
    sql.removePage.run(pageId);
  }

  return (graph) => {
    let removed = 0;
    for (;;) {
      const suspect = sql.nextSuspect.get(graph.graphId) as number | undefined;
      if (suspect === undefined) return removed;
      const unreachable = edges.unreachableWith(suspect);
      for (const target of unreachable.flatMap((pageId) => edges.linksFrom(pageId)))
        sql.addSuspect.run(target);
      for (const pageId of unreachable) remove(graph, pageId);
      for (const pageId of [suspect, ...unreachable]) sql.removeSuspect.run(pageId);
      removed += unreachable.length;
    }
  };
}

function noteFiles(sql: Statements, page: DirtyPage, { file, status }: RenderedFacts): void {
  const before = page.isNew ? null : (sql.fileFacts.get(page.pageId) as StoredFile);
  if (factsText(before) === factsText(file && { ...file, status })) return;
  for (const name of [before?.file, file?.file]) if (name != null) sql.addUnreleased.run(name, page.cause);
}

type Statements = ReturnType<typeof pageStatements> &
  ReturnType<typeof leadingStatements> &
  ReturnType<typeof sampleStatements>;

type Lookups = Pick<
  StoredPages,
  | 'page'
  | 'pageOfFile'
  | 'pageInFolder'
  | 'pages'
  | 'linkingPaths'
  | 'pagesLeadingInto'
  | 'pathsWithin'
  | 'countPages'
  | 'readsOf'
  | 'sample'
  | 'samplePerRoute'
  | 'markLookedThrough'
  | 'unreleased'
  | 'clearUnreleased'
>;

function lookups(sql: Statements): Lookups {
  return {
    page: (graphId, path) => pageRow(sql.page.get(graphId, path)),
    pageOfFile: (graphId, file) => pageRow(sql.pageOfFile.get(graphId, file)),
    pageInFolder: (graphId, folder, { except }) =>
      pageRow(sql.pageInFolder.get(graphId, `${folder}/`, afterAllIn(`${folder}/`), except)),
    linkingPaths: (graphId, path, limit) => sql.linkingPaths.all(graphId, path, limit) as string[],
    pagesLeadingInto: (graphId, folder, { after, limit }) => {
      const found = new Map<number, LeadingPage>();
      for (const pageId of sql.pagesWithin.all(graphId, folder, afterAllIn(folder)) as number[])
        for (const page of sql.linkingPages.all(pageId, after, limit) as LeadingPage[])
          found.set(page.pageId, page);
      return [...found.values()].toSorted((a, b) => a.pageId - b.pageId).slice(0, limit);
    },
    pathsWithin: (graphId, folder) => sql.pathsWithin.all(graphId, folder, afterAllIn(folder)) as string[],
    countPages: (graphId) => sql.countPages.get(graphId) as number,
    pages: (graphId) => (sql.pages.all(graphId) as RawPage[]).map(pageOf),
    samplePerRoute: (graphId) => (sql.cleanOfRoutes.all({ graphId }) as RawPage[]).map(pageOf),
    markLookedThrough: (graphId, route) => void sql.addLooked.run({ graphId, route }),
    sample: (graphId, count) => {
      const first = sql.firstId.get(graphId) as number | undefined;
      const last = sql.lastId.get(graphId) as number | undefined;
      if (first === undefined || last === undefined) return [];
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
    clearUnreleased: () => void sql.clearUnreleased.run(),
  };
}

/** "0" is the character after the "/" at its end. */
function afterAllIn(folder: string): string {
  return `${folder.slice(0, -1)}0`;
}

const NO_FILE = { file: null, hash: null, contentType: null, location: null };

/** A redirect may change by its status alone. */
type StoredFile = PageFileFacts & { status: number };

function factsText(facts: StoredFile | null): string | null {
  if (facts?.file == null) return null;
  return JSON.stringify([facts.file, facts.hash, facts.contentType, facts.location, facts.status]);
}

type RawPage = Omit<PageRow, 'isRoot'> & { isRoot: number };

function pageRow(row: unknown): PageRow | null {
  return row === undefined ? null : pageOf(row as RawPage);
}

function pageOf(row: RawPage): PageRow {
  return Object.assign(row, { isRoot: row.isRoot === 1 }) as PageRow;
}
