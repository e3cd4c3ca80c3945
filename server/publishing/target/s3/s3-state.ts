import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import type Database from 'better-sqlite3';
import type { KnownFile, PlannedChange } from '../disk-state.ts';
import { openErasingRecord, type ErasingRecord } from '../erasing-record.ts';
import { deleteAll, openStateDatabase } from '../state-database.ts';
import type { ListedFile, TargetChange, TargetFile, TargetPosition } from '../target.ts';
import { findGivingWay } from '../tree-fits.ts';
import { prepareS3Statements, S3_STATE, type S3Statements } from './s3-state-statements.ts';

/**
 * What this machine knows of the bucket, in an SQLite file that is also the lock on this machine. All of it can be read again from the bucket.
 *
 * `file` is what the release says; `astray` tells of the keys that hold something else: while a release is being written and after one that was
 * broken off, those that it has written already, and, after a look at the bucket, those that somebody has altered. A key astray is either known (these
 * bytes, or nothing) or unknown. Whatever a release writes next is compared with what the keys hold, so that nothing is written twice, and what it
 * leaves is not astray any more.
 */
export type S3State = ErasingRecord & {
  isInPlace(): boolean;
  /** Of this machine's state, for as long as it has one. */
  id(): string;
  position(): TargetPosition | null;
  marker(): MarkerNote | null;
  noteMarker(marker: MarkerNote): void;
  lookUp(file: string): KnownFile | null;
  stored(file: string): StoredFile | null;
  list(): Iterable<ListedFile>;
  listStored(): Iterable<StoredFile>;
  countFiles(): number;
  filesOf(hash: string): string[];
  expired(now: number): string[];
  inGraceBelow(folder: string): string[];
  givingWay(changes: readonly TargetChange[]): string[];
  /** What the key holds. */
  actual(file: string): Actual;
  astray(): string[];
  markActual(file: string, actual: Actual): void;
  /** No key holds anything but what the release says. */
  forgetAstray(): void;
  /** The keys that hold these bytes for certain. */
  holders(hash: string): string[];
  blobSize(hash: string): number | null;
  addBlob(hash: string, size: number): void;
  removeBlob(hash: string): void;
  blobs(): { hash: string; size: number }[];
  /** Pages, so many of them, whose bytes are at no other key than their own. */
  unkept(limit: number): StoredFile[];
  /** Whether the bytes are in the bucket, under whatever key. */
  isKept(hash: string): boolean;
  /** From here on the bucket is changed: should this process end, what the keys hold has to be looked at. */
  beginWriting(): void;
  isBeingWritten(): boolean;
  /** All is as these changes say. */
  finish(done: { to: TargetPosition; changes: readonly PlannedChange[]; marker: MarkerNote }): void;
  /** The bucket is not what its release says: nobody takes it for that. What is in grace and lost is nowhere any more. */
  distrust(): void;
  /** Everything is as the bucket tells. */
  replace(found: FoundSite): void;
  reset(): void;
  close(): void;
};

/** What this machine knows of the object that tells which release the bucket is at. */
export type MarkerNote = {
  etag: string;
  manifest: string | null;
  /** Since the last manifest that is a whole list. */
  differences: number;
  changedFiles: number;
};

export type StoredObject = TargetFile & { etag: string; size: number };
export type StoredFile = StoredObject & { file: string; graceUntil?: number };
export type Actual = { kind: 'unknown' } | { kind: 'nothing' } | ({ kind: 'object' } & StoredObject);

export type FoundSite = {
  position: TargetPosition | null;
  marker: MarkerNote;
  files: Iterable<StoredFile>;
  blobs: Iterable<{ hash: string; size: number }>;
};

export function openS3State(file: string, { place }: { place: string }): S3State {
  const connection = openStateDatabase(file, S3_STATE);
  const { dev, ino } = statSync(file);
  const sql = prepareS3Statements(connection);
  const forget = (): void => {
    deleteAll(connection, S3_STATE.tables);
    sql.putNote.run('place', JSON.stringify(place));
    sql.putNote.run('id', JSON.stringify(randomUUID()));
  };
  // What is known of another bucket is of no use here.
  if (readNote(sql, 'place') !== place) connection.transaction(forget)();
  return {
    isInPlace: () => {
      const found = statSync(file, { throwIfNoEntry: false });
      return found?.ino === ino && found.dev === dev;
    },
    id: () => readNote(sql, 'id') as string,
    position: () => readNote(sql, 'position') as TargetPosition | null,
    marker: () => readNote(sql, 'marker') as MarkerNote | null,
    noteMarker: (marker) => void sql.putNote.run('marker', JSON.stringify(marker)),
    ...fileQueries(connection, sql),
    ...objectQueries(connection, sql),
    isBeingWritten: () => readNote(sql, 'writing') !== null,
    beginWriting: () => void sql.putNote.run('writing', 'true'),
    ...prepareTransactions(connection, sql),
    ...openErasingRecord(connection),
    reset: connection.transaction(forget),
    close: () => connection.close(),
  };
}

type NoteKind = 'place' | 'id' | 'position' | 'marker' | 'writing';

function readNote(sql: S3Statements, kind: NoteKind): unknown {
  const value = sql.readNote.get(kind) as string | undefined;
  return value === undefined ? null : JSON.parse(value);
}

function fileQueries(connection: Database.Database, sql: S3Statements) {
  return {
    lookUp: (name: string) => {
      const row = sql.lookUp.get(name) as FileRow | undefined;
      return row === undefined ? null : { ...targetFile(row), ...graceOf(row) };
    },
    stored: (name: string) => {
      const row = sql.lookUp.get(name) as FileRow | undefined;
      return row === undefined ? null : storedFile(row);
    },
    list: () => (sql.list.all() as FileRow[]).values().map(listedFile),
    listStored: () => (sql.list.all() as FileRow[]).values().map(storedFile),
    countFiles: () => sql.countFiles.get() as number,
    filesOf: (hash: string) => sql.filesOf.all(hash) as string[],
    expired: (now: number) => sql.expired.all(now) as string[],
    inGraceBelow: (folder: string) => sql.inGraceBelow.all(folder, folder) as string[],
    givingWay: (changes: readonly TargetChange[]) => findGivingWay(connection, changes),
  };
}

function objectQueries(connection: Database.Database, sql: S3Statements) {
  const holders = (hash: string): string[] => sql.holders.all({ hash }) as string[];
  const blobSize = (hash: string): number | null => (sql.blobSize.get(hash) as number | undefined) ?? null;

  /** Lost with the power, it is found out from the bucket: `beginWriting` is on the disk. */
  function withoutSync(work: () => void): void {
    connection.pragma('synchronous = NORMAL');
    try {
      work();
    } finally {
      connection.pragma('synchronous = FULL');
    }
  }

  return {
    actual: (file: string): Actual => {
      const astray = sql.astray.get(file) as AstrayRow | undefined;
      if (astray !== undefined) return actualOf(astray);
      const row = sql.lookUp.get(file) as FileRow | undefined;
      return row === undefined ? { kind: 'nothing' } : { kind: 'object', ...storedObject(row) };
    },
    astray: () => sql.listAstray.all() as string[],
    markActual: (file: string, actual: Actual) =>
      withoutSync(() => sql.putAstray.run({ file, ...astrayRow(actual) })),
    forgetAstray: () => void sql.clearAstray.run(),
    holders,
    blobSize,
    addBlob: (hash: string, size: number) => withoutSync(() => sql.putBlob.run(hash, size)),
    removeBlob: (hash: string) => void sql.removeBlob.run(hash),
    unkept: (limit: number) => (sql.unkept.all(limit) as FileRow[]).map(storedFile),
    blobs: () => sql.listBlobs.all() as { hash: string; size: number }[],
    isKept: (hash: string) => blobSize(hash) !== null || holders(hash).length > 0,
  };
}

/** From one state to the next. */
function prepareTransactions(connection: Database.Database, sql: S3Statements) {
  const { actual, isKept } = objectQueries(connection, sql);

  const finish = connection.transaction(
    ({
      changes,
      marker,
      to,
    }: {
      to: TargetPosition;
      changes: readonly PlannedChange[];
      marker: MarkerNote;
    }) => {
      const known = new Map(
        [...(sql.listAstray.all() as string[]), ...changes.map(({ file }) => file)].map((file) => [
          file,
          actual(file),
        ]),
      );
      for (const { file, graceUntil, now } of changes) {
        if (now === null) sql.removeFile.run(file);
        else putFile(sql, { file, graceUntil, now, found: known.get(file) });
        known.delete(file);
      }
      // Put right, without a change of what the release says of them.
      for (const [file, found] of known) {
        const row = sql.lookUp.get(file) as FileRow | undefined;
        if (row === undefined) continue;
        putFile(sql, { file, graceUntil: row.graceUntil, now: targetFile(row), found });
      }
      sql.clearAstray.run();
      sql.putNote.run('position', JSON.stringify(to));
      sql.putNote.run('marker', JSON.stringify(marker));
      sql.removeNote.run('writing');
    },
  );

  const distrust = connection.transaction(() => {
    const position = readNote(sql, 'position') as TargetPosition | null;
    if (position !== null)
      sql.putNote.run('position', JSON.stringify({ ...position, releaseId: randomUUID() }));
    for (const file of sql.listAstray.all() as string[]) {
      const row = sql.lookUp.get(file) as FileRow | undefined;
      if (row !== undefined && row.graceUntil !== null && !isKept(row.hash)) sql.removeFile.run(file);
    }
  });

  const replace = connection.transaction(({ blobs, files, marker, position }: FoundSite) => {
    deleteAll(connection, ['file', 'astray', 'blob']);
    for (const { file, graceUntil = null, ...stored } of files)
      sql.putFile.run({ file, graceUntil, ...objectRow(stored) });
    for (const { hash, size } of blobs) sql.putBlob.run(hash, size);
    sql.putNote.run('marker', JSON.stringify(marker));
    if (position === null) sql.removeNote.run('position');
    else sql.putNote.run('position', JSON.stringify(position));
    sql.removeNote.run('writing');
  });

  return { finish, distrust, replace };
}

type FileToPut = { file: string; graceUntil: number | null; now: TargetFile; found: Actual | undefined };

function putFile(sql: S3Statements, { file, found, graceUntil, now }: FileToPut): void {
  if (found?.kind !== 'object') throw new Error(`The object of ${file} is not known`);
  const { etag, size } = found;
  sql.putFile.run({ file, graceUntil, ...objectRow({ ...now, etag, size }) });
}

type ObjectRow = {
  hash: string;
  contentType: string;
  status: number | null;
  location: string | null;
  isAsset: number;
  etag: string;
  size: number;
};
type FileRow = ObjectRow & { file: string; graceUntil: number | null };
type AstrayRow = ObjectRow & { isKnown: number };

function targetFile({ contentType, hash, isAsset, location, status }: ObjectRow): TargetFile {
  return {
    hash,
    contentType,
    redirect: status === null || location === null ? null : { status, location },
    ...(isAsset === 1 && { isAsset: true }),
  };
}

function listedFile(row: FileRow): ListedFile {
  return { file: row.file, ...targetFile(row), ...graceOf(row) };
}

function storedObject(row: ObjectRow): StoredObject {
  return { ...targetFile(row), etag: row.etag, size: row.size };
}

function storedFile(row: FileRow): StoredFile {
  return { file: row.file, ...storedObject(row), ...graceOf(row) };
}

function graceOf({ graceUntil }: FileRow): { graceUntil?: number } {
  return graceUntil === null ? {} : { graceUntil };
}

function actualOf(row: AstrayRow): Actual {
  if (row.isKnown === 0) return { kind: 'unknown' };
  return (row.hash as string | null) === null
    ? { kind: 'nothing' }
    : { kind: 'object', ...storedObject(row) };
}

function objectRow({ contentType, etag, hash, isAsset, redirect, size }: StoredObject): ObjectRow {
  return {
    hash,
    contentType,
    status: redirect?.status ?? null,
    location: redirect?.location ?? null,
    isAsset: Number(isAsset === true),
    etag,
    size,
  };
}

const NO_OBJECT = {
  hash: null,
  contentType: null,
  status: null,
  location: null,
  isAsset: null,
  etag: null,
  size: null,
};

function astrayRow(actual: Actual) {
  if (actual.kind === 'object') return { isKnown: 1, ...objectRow(actual) };
  return { isKnown: actual.kind === 'nothing' ? 1 : 0, ...NO_OBJECT };
}
