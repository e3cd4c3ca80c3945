import type Database from 'better-sqlite3';
import type { DeadLink } from '../../model/site-plan.ts';

/** Links of public pages that lead to no page, or to what the page that they lead to does not have. */
export type BrokenLinks = {
  /** By the address that they lead to. The work is that of the links that are broken. */
  brokenLinks(graphId: number, part: { after: LinkTarget | null; limit: number }): DeadLink[];
  /** Those of these pages and to them, with at most so many of the pages that hold each. */
  brokenLinksAround(graphId: number, paths: Iterable<string>, pagesMax?: number): DeadLink[];
  /** Whether it is known that nothing is there. */
  isBroken(graphId: number, target: LinkTarget): boolean;
  /** Whether the page leads there. */
  leadsTo(graphId: number, path: string, target: LinkTarget): boolean;
  /** Whether others lead to a place within the page, be it by a page that leads on to it. */
  isLedWithin(graphId: number, path: string): boolean;
  /** The anchors of the page that others lead to, those that it does not have left out. */
  anchorsLedTo(graphId: number, path: string): string[];
  /** Some of the public pages that lead to a place within the page. */
  leadingWithin(graphId: number, place: { path: string; anchor: string }, limit: number): string[];
};

export type LinkTarget = Pick<DeadLink, 'path' | 'anchor'>;

/** A link in the footer is on every page: a few of them are enough to find it. */
const PAGES_NAMED_MAX = 50;

/** `id` is that of the page, or of the anchor where there is one. */
type Found = LinkTarget & { id: number };

export function createBrokenLinks(connection: Database.Database): BrokenLinks {
  const sql = brokenStatements(connection);

  function describe({ anchor, id, path }: Found, pagesMax: number): DeadLink {
    const leading = anchor === null ? sql.leadingToPage : sql.leadingToAnchor;
    const from = leading.all(id, pagesMax + 1) as string[];
    const named = from.slice(0, pagesMax).sort();
    return { path, anchor, from: named, isCut: from.length > named.length };
  }

  return {
    brokenLinks: (graphId, { after, limit }) => {
      const place = { path: after?.path ?? '', anchor: after?.anchor ?? '' };
      return (sql.broken.all({ graphId, limit, ...place }) as Found[]).map((found) =>
        describe(found, PAGES_NAMED_MAX),
      );
    },
    brokenLinksAround: (graphId, paths, pagesMax = PAGES_NAMED_MAX) => {
      const found = new Map<string, Found>();
      for (const path of paths)
        for (const one of sql.around.all({ graphId, path }) as Found[])
          found.set(`${one.anchor === null ? 'page' : 'anchor'} ${one.id}`, one);
      return [...found.values()].toSorted(inOrder).map((one) => describe(one, pagesMax));
    },
    isBroken: (graphId, { anchor, path }) =>
      (anchor === null ? sql.isAbsent.get(graphId, path) : sql.isAnchorMissing.get(graphId, path, anchor)) !==
      undefined,
    leadsTo: (graphId, path, target) =>
      (target.anchor === null
        ? sql.leadsToPage.get(graphId, path, graphId, target.path)
        : sql.leadsToAnchor.get(graphId, path, graphId, target.path, target.anchor)) !== undefined,
    isLedWithin: (graphId, path) => sql.isLedWithin.get(graphId, path) !== undefined,
    anchorsLedTo: (graphId, path) => sql.anchorsLedTo.all(graphId, path) as string[],
    leadingWithin: (graphId, { anchor, path }, limit) => {
      const anchorId = sql.anchorId.get(graphId, path, anchor);
      return anchorId === undefined ? [] : (sql.leadingToAnchor.all(anchorId, limit) as string[]);
    },
  };
}

function inOrder(a: Found, b: Found): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return (a.anchor ?? '') < (b.anchor ?? '') ? -1 : 1;
}

export function brokenStatements(connection: Database.Database) {
  const statement = (text: string): Database.Statement => connection.prepare(text);
  return {
    broken: statement(`SELECT path, anchor, id FROM (
        SELECT path, NULL AS anchor, page_id AS id FROM page
        WHERE graph_id = @graphId AND path >= @path AND ${IS_ABSENT} AND ${IS_LED_TO}
        UNION ALL
        SELECT page.path, name, anchor_id FROM anchor CROSS JOIN page USING (page_id)
        WHERE is_missing = 1 AND graph_id = @graphId AND page.path >= @path AND ${HAS_ANCHOR_LINK})
      WHERE (path, coalesce(anchor, '')) > (@path, @anchor) ORDER BY path, anchor LIMIT @limit`),
    around: statement(`WITH asked AS (SELECT page_id FROM page WHERE graph_id = @graphId AND path = @path)
      SELECT path, NULL AS anchor, page_id AS id FROM page
      WHERE page_id IN (SELECT page_id FROM asked UNION ALL SELECT to_page FROM page_link WHERE from_page IN asked)
        AND ${IS_ABSENT} AND ${IS_LED_TO}
      UNION ALL
      SELECT page.path, name, anchor_id FROM anchor CROSS JOIN page USING (page_id)
      WHERE anchor_id IN (SELECT anchor_id FROM anchor_link WHERE from_page IN asked
          UNION ALL SELECT anchor_id FROM anchor WHERE page_id IN asked AND is_missing = 1
          UNION ALL SELECT anchor_id FROM anchor WHERE carried_to IN asked)
        AND is_missing = 1 AND ${HAS_ANCHOR_LINK}`),
    isAbsent: statement(`SELECT 1 FROM page WHERE graph_id = ? AND path = ? AND ${IS_ABSENT}`),
    isAnchorMissing: statement(`SELECT 1 FROM page CROSS JOIN anchor USING (page_id)
      WHERE graph_id = ? AND path = ? AND name = ? AND is_missing = 1`),
    leadsToPage: statement(`SELECT 1 FROM page_link
      WHERE from_page = ${PAGE_ID} AND to_page = ${PAGE_ID}`),
    leadsToAnchor: statement(`SELECT 1 FROM anchor_link WHERE from_page = ${PAGE_ID}
      AND anchor_id = (SELECT anchor_id FROM anchor WHERE page_id = ${PAGE_ID} AND name = ?)`),
    isLedWithin: statement(`WITH asked AS (SELECT page_id FROM page WHERE graph_id = ? AND path = ?)
      SELECT 1 FROM anchor WHERE page_id IN asked UNION ALL SELECT 1 FROM anchor WHERE carried_to IN asked LIMIT 1`),
    anchorsLedTo: statement(`SELECT name FROM anchor
      WHERE page_id = ${PAGE_ID} AND is_missing = 0 AND ${HAS_ANCHOR_LINK}`).pluck(),
    anchorId: statement(`SELECT anchor_id FROM anchor WHERE page_id = ${PAGE_ID} AND name = ?`).pluck(),
    leadingToPage: statement(`SELECT path FROM page_link CROSS JOIN page ON page_id = from_page
      WHERE to_page = ? AND file IS NOT NULL ORDER BY from_page LIMIT ?`).pluck(),
    leadingToAnchor: statement(`SELECT path FROM anchor_link CROSS JOIN page ON page_id = from_page
      WHERE anchor_id = ? AND file IS NOT NULL ORDER BY from_page LIMIT ?`).pluck(),
  };
}

const PAGE_ID = '(SELECT page_id FROM page WHERE graph_id = ? AND path = ?)';

/** It has been looked at, and nothing is there. What is only written without its slash leads on to the page. */
const IS_ABSENT = `(file IS NULL OR status = 410) AND status IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM page_link WHERE from_page = page.page_id)`;
const IS_LED_TO = `EXISTS (SELECT 1 FROM page_link CROSS JOIN page AS source ON source.page_id = from_page
  WHERE to_page = page.page_id AND source.file IS NOT NULL)`;
const HAS_ANCHOR_LINK = `EXISTS (SELECT 1 FROM anchor_link CROSS JOIN page AS source ON source.page_id = from_page
  WHERE anchor_link.anchor_id = anchor.anchor_id AND source.file IS NOT NULL)`;
