/**
 * What pages have read, and how a change finds it. A question is kept once, however many pages asked it, with the digest of the
 * answer that they were given.
 *
 * `read_window` keeps where the window of a list lies in its order (`sort-key.ts`). Lists of one shape that ask for the same values stand
 * together and are found by where they end. `read_member` says which entries a window shows; a window without an end lists none. It also
 * says of which entries a page tells when they were last published.
 *
 * The neighbours of an entry are found by those who are it or them, and whoever comes in between by asking for its own: `neighbours_place`
 * keeps under which conditions anybody has asked, as long as the cache is there.
 */
export const READS_SCHEMA = `
  CREATE TABLE read (
    read_id INTEGER PRIMARY KEY,
    question TEXT NOT NULL UNIQUE,
    digest TEXT NOT NULL
  ) STRICT;

  CREATE TABLE list_shape (
    shape_id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('window', 'neighbours')),
    shape TEXT NOT NULL,
    UNIQUE (kind, shape)
  ) STRICT;

  CREATE TABLE read_window (
    read_id INTEGER PRIMARY KEY,
    shape_id INTEGER NOT NULL,
    equal TEXT NOT NULL,
    rest TEXT,
    first BLOB NOT NULL,
    last BLOB NOT NULL
  ) STRICT;
  CREATE INDEX read_window_by_end ON read_window (shape_id, equal, last);

  CREATE TABLE neighbours_place (
    shape_id INTEGER NOT NULL,
    equal TEXT NOT NULL,
    rest TEXT NOT NULL,
    PRIMARY KEY (shape_id, equal, rest)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE read_member (
    entry_id TEXT NOT NULL,
    read_id INTEGER NOT NULL,
    PRIMARY KEY (entry_id, read_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX read_member_by_read ON read_member (read_id);
`;
