import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { isCompressible } from './compressed-forms.ts';
import { openErasingRecord } from './erasing-record.ts';
import type { ErasingRecord } from './erasing-record.ts';
import { prepareStatements } from './disk-state-statements.ts';
import type { Statements } from './disk-state-statements.ts';
import { deleteAll, DISK_STATE, openStateDatabase } from './state-database.ts';
import { findGivingWay } from './tree-fits.ts';
import type { ListedFile, TargetChange, TargetFile, TargetPosition } from './target.ts';

/**
 * What the disk target knows of its two trees, in an SQLite file beside them. The file is also the lock: SQLite holds it exclusively while it
 * is open, and the operating system lets go of it when the process ends, however it ends.
 *
 * State by state, from one release to the next:
 * 1. *settled*: the live tree equals `file`; the standby tree equals it too except at the paths in `behind`, unless it is `unknown`.
 * 2. *pending* (`begin`): the release is written down and its paths have joined `behind`; the standby tree is being changed.
 * 3. The symlink moves. Whether this has happened is what an interrupted release is judged by.
 * 4. *settled* (`finish`): `file` holds the release, and `behind` its paths, since the former live tree lacks exactly those.
 *
 * What a check finds (`distrust`) makes both trees unknown: the next release makes one from nothing, and then the other.
 *
 * `begin` is on the disk before a tree is touched. `finish` need not be: lost with the power, it is found out again from the symlink, and SQLite's log
 * never holds a later transaction without it.
 */
export type DiskState = ErasingRecord & {
  /** False once somebody has deleted or replaced the file: what is open is nobody else's then, and no lock any more. */
  isInPlace(): boolean;
  position(): TargetPosition | null;
  pending(): Pending | null;
  /** True when only a tree made from nothing can be trusted. */
  isUnknown(tree: TreeName): boolean;
  lookUp(file: string): KnownFile | null;
  list(): Iterable<ListedFile>;
  /** The files of which a plain file server does not know enough. */
  listSpecial(): Iterable<ListedFile>;
  behind(): BehindFile[];
  /** The files of these bytes. */
  filesOf(hash: string): string[];
  /** Whether any file has these bytes. */
  isNamed(hash: string): boolean;
  isBehind(file: string): boolean;
  /** Assets whose time of grace has ended. */
  expired(now: number): string[];
  /** Assets in grace in this folder. */
  inGraceBelow(folder: string): string[];
  /** What is in grace and stands where one of these files or its folders go. Throws when anything else does. */
  givingWay(changes: readonly TargetChange[]): string[];
  begin(pending: Pending, changes: readonly PlannedChange[]): void;
  finish(): void;
  /** A release that changes nothing in a tree. */
  advance(to: TargetPosition, changes: readonly PlannedChange[]): void;
  /** The symlink never moved: the standby tree may be half changed, which `behind` covers. */
  abandon(): void;
  /** The standby tree equals `file` now. */
  caughtUp(tree: TreeName): void;
  /** Bytes whose compressed forms could be smaller. */
  nextQuicklyCompressed(): string | null;
  countQuicklyCompressed(): number;
  markBest(hash: string): void;
  /** Neither tree is what was written down; files in grace whose bytes are lost are nowhere any more. Nobody takes the files for those of the release. */
  distrust(found: { lost: readonly string[] }): void;
  /** Forgets all files: neither tree is what was written down. */
  reset(): void;
  close(): void;
};

export type TreeName = 'tree-a' | 'tree-b';

export type Pending = { tree: TreeName; to: TargetPosition };

export type KnownFile = TargetFile & { graceUntil?: number };

/** What becomes of one file. */
export type PlannedChange = {
  file: string;
  now: TargetFile | null;
  /** For an asset that is no longer named. */
  graceUntil: number | null;
  /** False where the trees hold the right bytes already, and only what is known of the file changes. */
  isInTree: boolean;
  /** Whether the notes beside the tree tell of it, now or before. */
  isSpecial: boolean;
  wasSpecial: boolean;
};

/** `isSpecial` where the notes beside the tree are behind too. */
export type BehindFile = { file: string; isSpecial: boolean };

export function openDiskState(file: string, { durable }: { durable: boolean }): DiskState {
  const connection = openStateDatabase(file, DISK_STATE);
  const { dev, ino } = statSync(file);
  const synchronous = durable ? 'FULL' : 'OFF';
  connection.pragma(`synchronous = ${synchronous}`);
  const sql = prepareStatements(connection);

  const transactions = prepareTransactions(connection, sql);

  /** For what a power failure may undo. */
  function withoutSync(work: () => void): void {
    if (durable) connection.pragma('synchronous = NORMAL');
    try {
      work();
    } finally {
      connection.pragma(`synchronous = ${synchronous}`);
    }
  }

  return {
    isInPlace: () => {
      const found = statSync(file, { throwIfNoEntry: false });
      return found?.ino === ino && found.dev === dev;
    },
    position: () => readRelease(sql, 'current') as TargetPosition | null,
    pending: () => readRelease(sql, 'pending') as Pending | null,
    isUnknown: (tree) => sql.hasTree.get(tree) === undefined,
    lookUp: (name) => {
      const row = sql.lookUp.get(name) as FileRow | undefined;
      return row === undefined ? null : knownFile(row);
    },
    list: () => (sql.list.all() as FileRow[]).values().map(listedFile),
    listSpecial: () => (sql.listSpecial.all() as FileRow[]).values().map(listedFile),
    behind: () => (sql.behind.all() as BehindRow[]).map(behindFile),
    filesOf: (hash) => sql.filesOf.all(hash) as string[],
    isNamed: (hash) => sql.isNamed.get(hash) !== undefined,
    isBehind: (name) => sql.isBehind.get(name) !== undefined,
    expired: (now) => sql.expired.all(now) as string[],
    inGraceBelow: (folder) => sql.inGraceBelow.all(folder, folder) as string[],
    givingWay: (changes) => findGivingWay(connection, changes),
    begin: (pending, changes) => transactions.begin(pending, changes),
    finish: () => withoutSync(() => transactions.finish()),
    advance: (to, changes) => transactions.advance(to, changes),
    abandon: () => transactions.abandon(),
    caughtUp: (tree) => withoutSync(() => transactions.caughtUp(tree)),
    nextQuicklyCompressed: () => (sql.nextQuick.get() as string | undefined) ?? null,
    countQuicklyCompressed: () => sql.countQuick.get() as number,
    markBest: (hash) => withoutSync(() => sql.removeQuick.run(hash)),
    ...openErasingRecord(connection, {
      forget: 'DELETE FROM quickly_compressed WHERE hash IN (SELECT value FROM erasing)',
    }),
    distrust: ({ lost }) => transactions.distrust(lost),
    reset: connection.transaction(() => deleteAll(connection, DISK_STATE.tables)),
    close: () => connection.close(),
  };
}

function readRelease(sql: Statements, kind: 'current' | 'pending'): unknown {
  const row = sql.readRelease.get(kind) as { value: string } | undefined;
  return row === undefined ? null : JSON.parse(row.value);
}

/** From one state to the next. */
function prepareTransactions(connection: Database.Database, sql: Statements) {
  function writeChanges(changes: readonly PlannedChange[]): void {
    sql.clearPending.run();
    for (const change of changes) sql.addPending.run(rowOf(change));
  }

  function takeChanges(to: TargetPosition): void {
    sql.putFiles.run();
    sql.removeFiles.run();
    for (const { contentType, hash } of sql.pendingHashes.all() as { contentType: string; hash: string }[])
      if (isCompressible(contentType)) sql.addQuick.run(hash);
    sql.putRelease.run('current', JSON.stringify(to));
    sql.removeRelease.run('pending');
  }

  const begin = connection.transaction((pending: Pending, changes: readonly PlannedChange[]) => {
    writeChanges(changes);
    sql.addBehind.run();
    sql.putRelease.run('pending', JSON.stringify(pending));
  });

  const finish = connection.transaction(() => {
    const pending = readRelease(sql, 'pending') as Pending | null;
    if (pending === null) return;
    takeChanges(pending.to);
    sql.clearBehind.run();
    sql.addBehind.run();
    sql.clearPending.run();
    sql.addTree.run(pending.tree);
  });

  const advance = connection.transaction((to: TargetPosition, changes: readonly PlannedChange[]) => {
    writeChanges(changes);
    takeChanges(to);
    sql.clearPending.run();
  });

  const abandon = connection.transaction(() => {
    sql.removeRelease.run('pending');
    sql.clearPending.run();
  });

  const caughtUp = connection.transaction((tree: TreeName) => {
    sql.clearBehind.run();
    sql.addTree.run(tree);
  });

  const distrust = connection.transaction((lost: readonly string[]) => {
    const position = readRelease(sql, 'current') as TargetPosition;
    sql.putRelease.run('current', JSON.stringify({ ...position, releaseId: randomUUID() }));
    sql.clearBehind.run();
    sql.clearTrees.run();
    for (const file of lost) sql.removeInGrace.run(file);
  });

  return { begin, finish, advance, abandon, caughtUp, distrust };
}

type FileRow = {
  file: string;
  hash: string;
  contentType: string;
  status: number | null;
  location: string | null;
  isAsset: number;
  graceUntil: number | null;
};

function knownFile({ contentType, graceUntil, hash, isAsset, location, status }: FileRow): KnownFile {
  return {
    hash,
    contentType,
    redirect: status === null || location === null ? null : { status, location },
    ...(isAsset === 1 && { isAsset: true }),
    ...(graceUntil !== null && { graceUntil }),
  };
}

type BehindRow = { file: string; isSpecial: number };

function behindFile({ file, isSpecial }: BehindRow): BehindFile {
  return { file, isSpecial: isSpecial === 1 };
}

function listedFile(row: FileRow): ListedFile {
  return { file: row.file, ...knownFile(row) };
}

function rowOf({ file, graceUntil, isInTree, isSpecial, now, wasSpecial }: PlannedChange) {
  return {
    file,
    hash: now?.hash ?? null,
    contentType: now?.contentType ?? null,
    status: now?.redirect?.status ?? null,
    location: now?.redirect?.location ?? null,
    isAsset: Number(now?.isAsset === true),
    graceUntil,
    isSpecial: Number(isSpecial),
    wasSpecial: Number(wasSpecial),
    isInTree: Number(isInTree),
  };
}
