import type Database from 'better-sqlite3';

const SELECT_PAGE = `SELECT path, status, route, is_root AS isRoot, file, hash, content_type AS contentType, location FROM page`;
const SELECT_DIRTY =
  'SELECT page_id AS pageId, path, dirty_since AS dirtySince, cause, status IS NULL AS isNew FROM page';
const SELECT_GRAPH =
  'SELECT graph_id AS graphId, role, template_build AS templateBuild, release_id AS releaseId FROM graph';

export function graphStatements(connection: Database.Database) {
  const statement = (text: string): Database.Statement => connection.prepare(text);
  return {
    findGraph: statement(`${SELECT_GRAPH} WHERE role = ?`),
    allGraphs: statement(`${SELECT_GRAPH} ORDER BY role DESC`),
    insertGraph: statement('INSERT INTO graph (role, template_build) VALUES (?, ?)'),
    setRelease: statement('UPDATE graph SET release_id = ? WHERE graph_id = ?'),
    promote: statement(`UPDATE graph SET role = 'live' WHERE role = 'candidate'`),
    addStaticRoot: statement('INSERT OR IGNORE INTO static_root VALUES (?, ?)'),
    dropFrom: [
      statement('DELETE FROM suspect WHERE page_id IN (SELECT page_id FROM page WHERE graph_id = ?)'),
      statement('DELETE FROM page WHERE graph_id = ?'),
      statement('DELETE FROM static_root WHERE graph_id = ?'),
      statement('DELETE FROM looked_route WHERE graph_id = ?'),
      statement('DELETE FROM graph WHERE graph_id = ?'),
    ],
  };
}

export function dirtyStatements(connection: Database.Database) {
  const statement = (text: string): Database.Statement => connection.prepare(text);
  return {
    // Roots first: links then mostly lead to pages that are known.
    nextDirty: statement(`${SELECT_DIRTY}
      WHERE graph_id = ? AND dirty_since IS NOT NULL ORDER BY is_root DESC, page_id LIMIT ?`),
    dirtyPage: statement(`${SELECT_DIRTY} WHERE graph_id = ? AND path = ? AND dirty_since IS NOT NULL`),
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
  };
}

export function pageStatements(connection: Database.Database) {
  const statement = (text: string): Database.Statement => connection.prepare(text);
  return {
    revision: statement('SELECT revision FROM cache_state').pluck(),
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
    fileOf: statement('SELECT file FROM page WHERE page_id = ?').pluck(),
    fileFacts: statement(
      'SELECT file, hash, content_type AS contentType, location, status FROM page WHERE page_id = ?',
    ),
    update: statement(`UPDATE page SET status = @status, route = @route, file = @file, hash = @hash,
      content_type = @contentType, location = @location, links = @links, anchors = @anchors, cause = NULL, dirty_since = NULL
      WHERE page_id = @pageId`),
    dropFile: statement(`UPDATE page SET file = NULL, hash = NULL, content_type = NULL, location = NULL
      WHERE page_id = ?`),
    cleanPage: statement(
      'SELECT page_id FROM page WHERE graph_id = ? AND path = ? AND dirty_since IS NULL',
    ).pluck(),
    copyPage:
      statement(`UPDATE page SET (status, route, file, hash, content_type, location, links, anchors, dirty_since, cause) =
      (SELECT status, route, file, hash, content_type, location, links, anchors, NULL, NULL FROM page WHERE page_id = @original)
      WHERE page_id = @pageId`),
    copyReads: statement('INSERT INTO page_read SELECT ?, read_id FROM page_read WHERE page_id = ?'),
    leads: statement('SELECT links, anchors, location FROM page WHERE graph_id = ? AND path = ?'),
    linkedPaths: statement(
      'SELECT path FROM page_link JOIN page ON page_id = to_page WHERE from_page = ?',
    ).pluck(),
    linkingPaths: statement(`SELECT source.path FROM page AS target
      CROSS JOIN page_link ON to_page = target.page_id CROSS JOIN page AS source ON source.page_id = from_page
      WHERE target.graph_id = ? AND target.path = ? AND source.file IS NOT NULL LIMIT ?`).pluck(),
    addSuspect: statement('INSERT OR IGNORE INTO suspect VALUES (?)'),
    // Suspects are few, and SQLite does not know it.
    nextSuspect: statement(
      `SELECT page_id FROM suspect CROSS JOIN page USING (page_id) WHERE graph_id = ? LIMIT 1`,
    ).pluck(),
    removeSuspect: statement('DELETE FROM suspect WHERE page_id = ?'),
    countPages: statement('SELECT count(*) FROM page WHERE graph_id = ? AND file IS NOT NULL').pluck(),
    countLinked: statement(
      'SELECT count(*) FROM page WHERE graph_id = ? AND route = ? AND is_root = 0 AND file IS NOT NULL',
    ).pluck(),
    page: statement(`${SELECT_PAGE} WHERE graph_id = ? AND path = ?`),
    pageOfFile: statement(`${SELECT_PAGE} WHERE graph_id = ? AND file = ?`),
    pageInFolder: statement(
      `${SELECT_PAGE} WHERE graph_id = ? AND file > ? AND file < ? AND path <> ? LIMIT 1`,
    ),
    pages: statement(`${SELECT_PAGE} WHERE graph_id = ? ORDER BY path`),
    readsOf:
      statement(`SELECT question, digest FROM page JOIN page_read USING (page_id) JOIN read USING (read_id)
      WHERE graph_id = ? AND path = ? ORDER BY question`),
    addUnreleased: statement(`INSERT INTO unreleased_file VALUES (?, ?) ON CONFLICT DO NOTHING`),
    unreleased: statement('SELECT file, cause FROM unreleased_file ORDER BY file'),
    clearUnreleased: statement('DELETE FROM unreleased_file'),
  };
}

/** Which pages are rendered again when nothing is to be published. */
export function sampleStatements(connection: Database.Database) {
  const statement = (text: string): Database.Statement => connection.prepare(text);
  return {
    // With a plus sign, the pages are looked through in the order of their numbers: most of them are of the graph that is asked for.
    firstId: statement('SELECT page_id FROM page WHERE +graph_id = ? ORDER BY page_id LIMIT 1').pluck(),
    lastId: statement('SELECT page_id FROM page WHERE +graph_id = ? ORDER BY page_id DESC LIMIT 1').pluck(),
    // Page numbers hardly have gaps: the next one from there is as good as any.
    cleanFrom: statement(
      `${SELECT_PAGE} WHERE +graph_id = ? AND page_id >= ? AND dirty_since IS NULL ORDER BY page_id LIMIT 1`,
    ),
    // The newest: a worker that has come so far may hold on to something.
    cleanOfRoutes: statement(`${SELECT_PAGE} WHERE page_id IN
      (SELECT max(page_id) FROM page WHERE graph_id = @graphId AND dirty_since IS NULL
        AND route NOT IN (SELECT route FROM looked_route WHERE graph_id = @graphId) GROUP BY route)`),
    // Of a route with many pages the first one shows nothing.
    addLooked: statement(`INSERT OR IGNORE INTO looked_route SELECT @graphId, @route
      WHERE @route NOT LIKE '%[%' OR 1 < (SELECT count(*) FROM
        (SELECT 1 FROM page WHERE graph_id = @graphId AND route = @route AND dirty_since IS NULL LIMIT 2))`),
  };
}

export function leadingStatements(connection: Database.Database) {
  const statement = (text: string): Database.Statement => connection.prepare(text);
  return {
    pagesWithin: statement(
      'SELECT page_id FROM page WHERE graph_id = ? AND path > ? AND path < ? AND file IS NOT NULL',
    ).pluck(),
    pathsWithin: statement(
      'SELECT path FROM page WHERE graph_id = ? AND path > ? AND path < ? AND file IS NOT NULL ORDER BY path',
    ).pluck(),
    linkingPages:
      statement(`SELECT page_id AS pageId, path FROM page_link CROSS JOIN page ON page_id = from_page
      WHERE to_page = ? AND from_page > ? AND file IS NOT NULL ORDER BY from_page LIMIT ?`),
  };
}
