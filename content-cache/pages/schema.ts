/**
 * The pages that a template build makes of what is published, each with what it read and where it links. There are two such graphs at
 * most: that of the build in use, which visitors see, and that of a candidate which is still being rendered.
 *
 * `page` holds absent pages too: paths that were linked to or asked for and answered nothing. What is gone (410) has a
 * file, since servers have to know of it, and counts as absent. A page without a status has not been rendered yet. `dirty_since` is the revision of the content from which on it is out of date. `links` is the digest of where it links, in `page_link` and `anchor_link`: a
 * page that is rendered again mostly links to where it did.
 *
 * `anchors` says what links can lead to within the page, as `anchors.ts` has it. Few of them are ever led to: `anchor` has those, whether or not the page
 * has them, and `anchor_link` who leads there. So a link that is dead is found without looking at the others. Browsers take the anchor with them where a
 * redirect leads on: `carried_to` is the page where they arrive, which has it or has not.
 *
 * `looked_route` names the routes of which a page was rendered again, by a worker that had rendered nothing else, and came out the same.
 *
 * `unreleased_file` names the files of the live graph that are not yet what the target has. `suspect` holds pages that lost a link and may
 * now be reachable from nowhere.
 */
export const PAGES_SCHEMA = `
  CREATE TABLE graph (
    graph_id INTEGER PRIMARY KEY,
    role TEXT NOT NULL UNIQUE CHECK (role IN ('live', 'candidate')),
    template_build TEXT NOT NULL,
    release_id TEXT
  ) STRICT;

  CREATE TABLE static_root (
    graph_id INTEGER NOT NULL,
    path TEXT NOT NULL,
    PRIMARY KEY (graph_id, path)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE looked_route (
    graph_id INTEGER NOT NULL,
    route TEXT NOT NULL,
    PRIMARY KEY (graph_id, route)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE page (
    page_id INTEGER PRIMARY KEY,
    graph_id INTEGER NOT NULL,
    path TEXT NOT NULL,
    is_root INTEGER NOT NULL,
    dirty_since INTEGER,
    cause TEXT,
    status INTEGER,
    route TEXT,
    file TEXT,
    hash TEXT,
    content_type TEXT,
    location TEXT,
    links TEXT,
    anchors BLOB,
    UNIQUE (graph_id, path)
  ) STRICT;
  CREATE INDEX page_dirty ON page (graph_id, is_root DESC, page_id) WHERE dirty_since IS NOT NULL;
  CREATE INDEX page_by_file ON page (graph_id, file) WHERE file IS NOT NULL;
  CREATE INDEX page_linked_by_route ON page (graph_id, route) WHERE is_root = 0 AND file IS NOT NULL;

  CREATE INDEX page_absent ON page (graph_id, path) WHERE (file IS NULL OR status = 410) AND status IS NOT NULL;

  CREATE TABLE page_read (
    page_id INTEGER NOT NULL,
    read_id INTEGER NOT NULL,
    PRIMARY KEY (page_id, read_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX page_read_by_read ON page_read (read_id, page_id);

  CREATE TABLE page_link (
    from_page INTEGER NOT NULL,
    to_page INTEGER NOT NULL,
    PRIMARY KEY (from_page, to_page)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX page_link_by_target ON page_link (to_page, from_page);

  CREATE TABLE anchor (
    anchor_id INTEGER PRIMARY KEY,
    page_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    is_missing INTEGER NOT NULL,
    carried_to INTEGER,
    UNIQUE (page_id, name)
  ) STRICT;
  CREATE INDEX anchor_carried ON anchor (carried_to) WHERE carried_to IS NOT NULL;
  CREATE INDEX anchor_missing ON anchor (page_id) WHERE is_missing = 1;

  CREATE TABLE anchor_link (
    from_page INTEGER NOT NULL,
    anchor_id INTEGER NOT NULL,
    PRIMARY KEY (from_page, anchor_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX anchor_link_by_target ON anchor_link (anchor_id, from_page);

  CREATE TABLE unreleased_file (file TEXT PRIMARY KEY, cause TEXT) STRICT, WITHOUT ROWID;
  CREATE TABLE suspect (page_id INTEGER PRIMARY KEY) STRICT;
`;
