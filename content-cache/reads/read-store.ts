import type Database from 'better-sqlite3';
import { canonicalJson } from '../../model/canonical-json.ts';
import type { FieldCondition } from '../query.ts';
import type { Question, ReadRecord, ReadWindow } from '../read-record.ts';
import { placeOfList, type ListPlace, type ListShape } from './list-shape.ts';

/** The reads of `schema.ts`, written inside the transaction of the caller. */
export type ReadStore = {
  /** The id of the read, and whether the answer is the one that was known. A new read counts as known. */
  put(record: ReadRecord, known: KnownReads): { read: KnownRead; isKnownAnswer: boolean };
  /** In place of the answer before. */
  update(readId: number, record: ReadRecord): void;
  find(question: Question): StoredRead | null;
  get(readId: number): StoredRead | null;
  readsWithMember(entryId: string): StoredRead[];
  windowsEndingFrom(place: { shapeId: number; equal: string; from: Buffer }): WindowRow[];
  /** The different conditions beside equalities under which neighbours have been asked for at a place. */
  restsAt(place: { shapeId: number; equal: string }): (readonly FieldCondition[] | null)[];
  shapes(): readonly StoredShape[];
  remove(readId: number): void;
};

/**
 * Reads that have been looked up, by their question. Most pages ask the same few: whoever stores many pages in one transaction, each
 * once, keeps this for as long. What a page of them has asked is in use until then, and stays.
 */
export type KnownReads = Map<string, KnownRead>;
export type KnownRead = { readId: number; digest: string };

export type StoredRead = { readId: number; question: Question; digest: string };
export type StoredShape = { shapeId: number; kind: 'window' | 'neighbours'; shape: ListShape };
export type WindowRow = {
  readId: number;
  rest: readonly FieldCondition[] | null;
  first: Buffer;
  last: Buffer;
};

export function createReadStore(connection: Database.Database): ReadStore {
  const sql = prepare(connection);
  const shapes = createShapeList(connection);

  /** How the read is found when something changes. */
  function putPlaces(readId: number, text: string, window: ReadWindow): void {
    const question = JSON.parse(text) as Question;
    if (question.kind === 'published-at') return putMembers(readId, question.ids);
    const place = placeOf(question);
    if (place === null) return;
    if (question.kind === 'neighbours')
      sql.putPlace.run(shapes.idOf('neighbours', place.shape), place.equal, canonicalJson(place.rest));
    else putEnds(readId, place, window);
    if (question.kind === 'query' && question.query.limit === null) return;
    putMembers(readId, window.members);
  }

  function putMembers(readId: number, entryIds: readonly string[]): void {
    const members = new Set(entryIds);
    const known = new Set(sql.membersOf.all(readId) as string[]);
    for (const member of members.difference(known)) sql.putMember.run(member, readId);
    for (const member of known.difference(members)) sql.removeMember.run(member, readId);
  }

  /** An entry that changes its card leaves the window of a list where it is. */
  function putEnds(readId: number, { equal, rest, shape }: ListPlace, { first, last }: ReadWindow): void {
    const known = sql.endsOf.get(readId) as Pick<ReadWindow, 'first' | 'last'> | undefined;
    if (known !== undefined && known.first.equals(first) && known.last.equals(last)) return;
    const restText = rest === null ? null : canonicalJson(rest);
    sql.putWindow.run(readId, shapes.idOf('window', shape), equal, restText, first, last);
  }

  return {
    put: ({ digest, question, window }, known) => {
      let read = known.get(question) ?? (sql.find.get(question) as KnownRead | undefined);
      if (read === undefined) {
        read = { readId: Number(sql.insert.run(question, digest).lastInsertRowid), digest };
        putPlaces(read.readId, question, window ?? WHOLE_LIST);
      }
      known.set(question, read);
      return { read, isKnownAnswer: read.digest === digest };
    },
    update: (readId, { digest, question, window }) => {
      sql.update.run(digest, readId);
      if (window !== null) putPlaces(readId, question, window);
    },
    find: (question) => storedRead(sql.find.get(canonicalJson(question))),
    get: (readId) => storedRead(sql.get.get(readId)),
    readsWithMember: (entryId) => sql.withMember.all(entryId).flatMap((row) => storedRead(row) ?? []),
    windowsEndingFrom: ({ shapeId, equal, from }) =>
      (sql.windows.all(shapeId, equal, from) as RawWindow[]).map(({ rest, ...row }) =>
        Object.assign(row, { rest: parseRest(rest) }),
      ),
    restsAt: ({ shapeId, equal }) => (sql.rests.all(shapeId, equal) as string[]).map(parseRest),
    shapes: shapes.all,
    remove: (readId) => {
      sql.removeMembers.run(readId);
      sql.removeWindow.run(readId);
      sql.remove.run(readId);
    },
  };
}

/** A count looks at its list from end to end. */
const WHOLE_LIST: ReadWindow = { members: [], first: Buffer.alloc(0), last: Buffer.from([255]) };

function placeOf(question: Question): ListPlace | null {
  if (question.kind === 'query' || question.kind === 'count' || question.kind === 'neighbours')
    return placeOfList(question.query);
  return null;
}

type RawWindow = Omit<WindowRow, 'rest'> & { rest: string | null };

function parseRest(rest: string | null): readonly FieldCondition[] | null {
  return rest === null ? null : (JSON.parse(rest) as readonly FieldCondition[]);
}

function storedRead(row: unknown): StoredRead | null {
  if (row === undefined) return null;
  const { readId, question, digest } = row as { readId: number; question: string; digest: string };
  return { readId, question: JSON.parse(question) as Question, digest };
}

/** Few and only added to, so all of them are kept at hand; after a transaction that was rolled back they are read again. */
function createShapeList(connection: Database.Database) {
  const select = connection.prepare(
    'SELECT shape_id AS shapeId, kind, shape FROM list_shape ORDER BY shape_id',
  );
  const find = connection.prepare('SELECT shape_id FROM list_shape WHERE kind = ? AND shape = ?').pluck();
  const insert = connection.prepare('INSERT INTO list_shape (kind, shape) VALUES (?, ?)');
  return {
    all: (): StoredShape[] =>
      (select.all() as { shapeId: number; kind: StoredShape['kind']; shape: string }[]).map((row) =>
        Object.assign(row, { shape: JSON.parse(row.shape) as ListShape }),
      ),
    idOf: (kind: StoredShape['kind'], shape: ListShape): number => {
      const text = canonicalJson(shape);
      const found = find.get(kind, text) as number | undefined;
      return found ?? Number(insert.run(kind, text).lastInsertRowid);
    },
  };
}

const SELECT_READ = 'SELECT read.read_id AS readId, question, digest FROM read';

function prepare(connection: Database.Database) {
  return {
    find: connection.prepare(`${SELECT_READ} WHERE question = ?`),
    get: connection.prepare(`${SELECT_READ} WHERE read_id = ?`),
    insert: connection.prepare('INSERT INTO read (question, digest) VALUES (?, ?)'),
    update: connection.prepare('UPDATE read SET digest = ? WHERE read_id = ?'),
    remove: connection.prepare('DELETE FROM read WHERE read_id = ?'),
    putWindow: connection.prepare('INSERT OR REPLACE INTO read_window VALUES (?, ?, ?, ?, ?, ?)'),
    removeWindow: connection.prepare('DELETE FROM read_window WHERE read_id = ?'),
    endsOf: connection.prepare('SELECT first, last FROM read_window WHERE read_id = ?'),
    putPlace: connection.prepare('INSERT OR IGNORE INTO neighbours_place VALUES (?, ?, ?)'),
    membersOf: connection.prepare('SELECT entry_id FROM read_member WHERE read_id = ?').pluck(),
    putMember: connection.prepare('INSERT INTO read_member VALUES (?, ?)'),
    removeMember: connection.prepare('DELETE FROM read_member WHERE entry_id = ? AND read_id = ?'),
    removeMembers: connection.prepare('DELETE FROM read_member WHERE read_id = ?'),
    withMember: connection.prepare(`${SELECT_READ} JOIN read_member USING (read_id) WHERE entry_id = ?`),
    windows: connection.prepare(
      'SELECT read_id AS readId, rest, first, last FROM read_window WHERE shape_id = ? AND equal = ? AND last >= ?',
    ),
    rests: connection.prepare('SELECT rest FROM neighbours_place WHERE shape_id = ? AND equal = ?').pluck(),
  };
}
