import type Database from 'better-sqlite3';

/** What pages have that links can lead to, and which of it they lead to. */
export type Anchors = {
  /** After what the page has may have changed. */
  refresh(pageId: number): void;
  /** After where the page leads on to may have changed. */
  refreshLeading(pageId: number): void;
  putLinks(page: { pageId: number; isNew: boolean }, targets: readonly AnchorTarget[]): void;
  linksFrom(pageId: number): { path: string; anchor: string }[];
  /** Of the page and to it. */
  remove(pageId: number): void;
  dropGraph(graphId: number): void;
};

export type AnchorTarget = { pageId: number; anchor: string };

type Standing = { isMissing: 0 | 1; carriedTo: number | null };
/** `on`: the page that it is led to on. */
type Known = { anchorId: number; name: string; on: number };

export function createAnchors(connection: Database.Database): Anchors {
  const sql = prepare(connection);

  /** Where browsers arrive, which take the anchor with them. Null where that is not known, or they go round in a circle. */
  function arrivesAt(pageId: number): number | null {
    const seen = new Set<number>();
    for (let current = pageId; !seen.has(current);) {
      seen.add(current);
      if (sql.leadsOn.get(current) === undefined) return current;
      const [next, ...others] = sql.linksOf.all(current) as number[];
      if (next === undefined || others.length > 0) return null;
      current = next;
    }
    return null;
  }

  function standingOf(pageId: number, name: string): Standing {
    const place = arrivesAt(pageId);
    const anchors = place === null ? null : (sql.anchorsOf.get(place) as Buffer | null | undefined);
    const isMissing = anchors == null || hasAnchor(anchors, name) ? 0 : 1;
    return { isMissing, carriedTo: place === pageId ? null : place };
  }

  function idOf({ anchor, pageId }: AnchorTarget): number {
    const known = sql.find.get(pageId, anchor) as number | undefined;
    if (known !== undefined) return known;
    const added = { pageId, name: anchor, ...standingOf(pageId, anchor) };
    return Number(sql.add.run(added).lastInsertRowid);
  }

  /** Those on the pages that lead on to it, too. */
  function refresh(pageId: number): void {
    for (const { anchorId, name, on } of sql.ledTo.all({ pageId }) as Known[])
      sql.setStanding.run({ anchorId, ...standingOf(on, name) });
  }

  function refreshLeading(pageId: number, seen = new Set<number>()): void {
    if (seen.has(pageId)) return;
    seen.add(pageId);
    refresh(pageId);
    for (const leading of sql.leadingOn.all(pageId) as number[]) refreshLeading(leading, seen);
  }

  function removeFrom(pageId: number, anchorIds: Iterable<number>): void {
    for (const anchorId of anchorIds) {
      sql.removeLink.run(pageId, anchorId);
      sql.removeUnused.run({ anchorId });
    }
  }

  return {
    refresh,
    refreshLeading,
    putLinks: ({ isNew, pageId }, targets) => {
      const before = new Set(isNew ? [] : (sql.idsFrom.all(pageId) as number[]));
      const after = new Set(targets.map(idOf));
      for (const anchorId of after) if (!before.has(anchorId)) sql.addLink.run(pageId, anchorId);
      removeFrom(pageId, before.difference(after));
    },
    linksFrom: (pageId) => sql.linksFrom.all(pageId) as { path: string; anchor: string }[],
    remove: (pageId) => {
      removeFrom(pageId, sql.idsFrom.all(pageId) as number[]);
      sql.removeLinksTo.run(pageId);
      sql.removeOf.run(pageId);
    },
    dropGraph: (graphId) => {
      sql.dropLinks.run(graphId);
      sql.dropAnchors.run(graphId);
    },
  };
}

/** Bytes of the digest of one anchor. */
const DIGEST_BYTES = 4;

/**
 * The form in which a page keeps what it has: a short digest of each, some 40 bytes for most pages where the names would take 200. Of the links to what is
 * not there, one in hundreds of millions is taken for alive.
 */
export function anchorDigests(anchors: readonly string[]): Buffer {
  const digests = Buffer.alloc(anchors.length * DIGEST_BYTES);
  for (const [index, anchor] of anchors.entries())
    digests.writeUInt32LE(digestOf(anchor), index * DIGEST_BYTES);
  return digests;
}

function hasAnchor(digests: Buffer, anchor: string): boolean {
  const wanted = digestOf(anchor);
  for (let index = 0; index < digests.length; index += DIGEST_BYTES)
    if (digests.readUInt32LE(index) === wanted) return true;
  return false;
}

/** FNV-1a: a page has some ten of them, and every page of a full build comes this way. */
function digestOf(anchor: string): number {
  let digest = 0x811c_9dc5;
  for (let index = 0; index < anchor.length; index += 1)
    digest = Math.imul(digest ^ anchor.charCodeAt(index), 0x0100_0193);
  return digest >>> 0;
}

function prepare(connection: Database.Database) {
  const statement = (text: string): Database.Statement => connection.prepare(text);
  const ofGraph = 'IN (SELECT page_id FROM page WHERE graph_id = ?)';
  return {
    anchorsOf: statement('SELECT anchors FROM page WHERE page_id = ?').pluck(),
    find: statement('SELECT anchor_id FROM anchor WHERE page_id = ? AND name = ?').pluck(),
    add: statement(`INSERT INTO anchor (page_id, name, is_missing, carried_to)
      VALUES (@pageId, @name, @isMissing, @carriedTo)`),
    ledTo: statement(`SELECT anchor_id AS anchorId, name, page_id AS "on" FROM anchor WHERE page_id = @pageId
      UNION ALL SELECT anchor_id, name, page_id FROM anchor WHERE carried_to = @pageId`),
    setStanding: statement(
      'UPDATE anchor SET is_missing = @isMissing, carried_to = @carriedTo WHERE anchor_id = @anchorId',
    ),
    // An address with an anchor of its own takes its place; what is only written without its slash leads on, too.
    leadsOn: statement(`SELECT 1 FROM page WHERE page_id = ? AND anchors IS NULL
      AND (location IS NOT NULL AND instr(location, '#') = 0
        OR file IS NULL AND EXISTS (SELECT 1 FROM page_link WHERE from_page = page.page_id))`),
    linksOf: statement('SELECT to_page FROM page_link WHERE from_page = ? LIMIT 2').pluck(),
    leadingOn: statement(`SELECT page_id FROM page_link CROSS JOIN page ON page_id = from_page
      WHERE to_page = ? AND anchors IS NULL AND (location IS NOT NULL OR file IS NULL)`).pluck(),
    idsFrom: statement('SELECT anchor_id FROM anchor_link WHERE from_page = ?').pluck(),
    linksFrom: statement(`SELECT page.path, anchor.name AS anchor FROM anchor_link
      CROSS JOIN anchor USING (anchor_id) CROSS JOIN page ON page.page_id = anchor.page_id WHERE from_page = ?`),
    addLink: statement('INSERT INTO anchor_link VALUES (?, ?)'),
    removeLink: statement('DELETE FROM anchor_link WHERE from_page = ? AND anchor_id = ?'),
    removeUnused: statement(`DELETE FROM anchor WHERE anchor_id = @anchorId
      AND NOT EXISTS (SELECT 1 FROM anchor_link WHERE anchor_id = @anchorId)`),
    removeLinksTo: statement(
      'DELETE FROM anchor_link WHERE anchor_id IN (SELECT anchor_id FROM anchor WHERE page_id = ?)',
    ),
    removeOf: statement('DELETE FROM anchor WHERE page_id = ?'),
    dropLinks: statement(`DELETE FROM anchor_link WHERE from_page ${ofGraph}`),
    dropAnchors: statement(`DELETE FROM anchor WHERE page_id ${ofGraph}`),
  };
}
