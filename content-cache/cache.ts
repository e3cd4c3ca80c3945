import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type Database from 'better-sqlite3';
import type { ContentModel } from '../model/content-model.ts';
import { modelFingerprint } from '../model/model-fingerprint.ts';
import type {
  ClockValues,
  LogPosition,
  Publication,
  PublicationChange,
  PublishedEntry,
  PublishedMedia,
  PublishedRedirect,
} from '../model/publication.ts';
import { beginBulk, closeCacheFile, deleteCacheFile, openCacheFile, type Bulk } from './cache-file.ts';
import { ContentCacheError } from './errors.ts';
import { createItemWriter, type ItemWriter } from './item-writer.ts';
import { createPageGraph, type PageGraph } from './pages/page-graph.ts';
import { createAnswers, type Answers } from './reader.ts';
import { createReadStore } from './reads/read-store.ts';
import { createStepper, type Effect, type StepWork, type Stepper } from './step.ts';

/** What is published, at one position of the publication log, and the pages made of it. One process writes it. */
export type ContentCache = {
  readonly connection: Database.Database;
  readonly pages: PageGraph;
  readonly answers: Answers;
  position(): CachePosition;
  /** What pages are told of the time. */
  clock(): ClockValues;
  /**
   * In one transaction. Throws `chain-broken` and changes nothing when one of them does not follow the position before it. What was foreseen last of
   * the same changes is not found out again.
   */
  apply(publications: readonly Publication[]): Applied;
  /** The position stays: what is public is changed in spite of the log. */
  amend(changes: readonly PublicationChange[]): StepWork;
  /** What the changes would put out of date in the live graph, undone before it returns. Pages that are out of date already are left out. */
  foresee(changes: readonly PublicationChange[], clock?: ClockValues): Foreseen;
  /**
   * Lays changes, and a time, over what is published while the work goes on, by the very step that a publication takes. Whatever the work reads and
   * writes is as it would be then; when it returns, all of it is undone.
   */
  layOver<T>(overlay: Overlay, work: (step: StepWork) => T): T;
  setClock(clock: ClockValues): StepWork;
  /**
   * In one transaction: everything is removed, pages included; `fill` hands over batches of what is published and returns the position that it
   * read them at. Nothing else may use the connection meanwhile.
   */
  replaceAll(fill: (sink: FillSink) => Promise<LogPosition>): Promise<void>;
  /** Nothing of what was removed stays in the file. */
  scrub(): void;
  /** Runs the work in one transaction. */
  write<T>(work: () => T): T;
  /** Asks in one transaction, whoever writes meanwhile. */
  read: <T>(question: (answers: Answers) => T) => T;
  /**
   * While very much is written: what is written stays in the log beside the file, where it costs no waiting for the disk, until somebody
   * calls `mergeLog`. Readers slow down as the log grows.
   */
  beginBulk(): Bulk;
  /** False once somebody has deleted or replaced the file. */
  isInPlace(): boolean;
  /** With an empty file, whatever has become of this one. Nothing that was read before may be held on to. */
  beginAnew(): void;
  close(): void;
};

export type CachePosition = LogPosition & {
  /** Grows with every change of what is published here. */
  revision: number;
};

/** `foreseen`: these very changes, of this very state, where that came last. */
export type Applied = { work: StepWork; foreseen: Foreseen | null };

export type Overlay = { changes: readonly PublicationChange[]; clock: ClockValues };

export type Foreseen = { work: StepWork; pages: readonly ForeseenPage[] };

/** `cause` is the read whose answer changes, or what else leads there. */
export type ForeseenPage = { path: string; cause: string | null };

export type FillSink = {
  entries: (batch: readonly PublishedEntry[]) => void;
  media: (batch: readonly PublishedMedia[]) => void;
  redirects: (batch: readonly PublishedRedirect[]) => void;
  /** Of what was handed over before. */
  changes: (batch: readonly PublicationChange[]) => void;
};

export function openContentCache(options: { file: string; model: ContentModel }): ContentCache {
  let open = openInternals(options);
  const inTransaction = <T>(work: () => T): T => {
    open.writes += 1;
    return runInTransaction(open.connection, work);
  };
  return {
    get connection() {
      return open.connection;
    },
    get pages() {
      return open.pages;
    },
    get answers() {
      return open.answers;
    },
    position: () => open.position(),
    clock: () => open.stepper.clock(),
    apply: (publications) => {
      const { lastForeseen, writes } = open;
      return inTransaction(() =>
        applyAll(open, { publications, lastForeseen, isUnwritten: lastForeseen?.writes === writes }),
      );
    },
    amend: (changes) => inTransaction(() => open.stepper.step({ changes, position: null }).work),
    foresee: (changes, clock) => foresee(open, { changes, clock }),
    layOver: (overlay, work) => layOver(open, overlay, work),
    setClock: (clock) => inTransaction(() => open.stepper.setClock(clock)),
    replaceAll: (fill) => replaceAll(open, fill),
    scrub: () => {
      open.connection.exec('VACUUM');
      open.connection.pragma('wal_checkpoint(TRUNCATE)');
    },
    write: inTransaction,
    read: (question) => readInTransaction(open, question),
    beginBulk: () => beginBulk(open.connection),
    isInPlace: () => fileId(options.file) === open.fileId,
    beginAnew: () => {
      open.connection.close();
      deleteCacheFile(options.file);
      open = openInternals(options);
    },
    close: () => closeCacheFile(open.connection),
  };
}

type Internals = {
  connection: Database.Database;
  fileId: string | null;
  writer: ItemWriter;
  pages: PageGraph;
  answers: Answers;
  stepper: Stepper;
  position(): CachePosition;
  /** How often something may have been written. */
  writes: number;
  lastForeseen: LastForeseen | null;
};

type LastForeseen = {
  foreseen: Foreseen;
  changes: readonly PublicationChange[];
  revision: number;
  writes: number;
  effect: Effect;
};

function openInternals({ file, model }: { file: string; model: ContentModel }): Internals {
  const connection = openCacheFile(file, modelFingerprint(model));
  const writer = createItemWriter(connection, model);
  const reads = createReadStore(connection);
  const pages = createPageGraph(connection, reads);
  const answers = createAnswers(connection);
  const stepper = createStepper({ connection, writer, reads, pages });
  const position = preparePosition(connection);
  const parts = { connection, fileId: fileId(file), writer, pages, answers, stepper, position };
  return { ...parts, writes: 0, lastForeseen: null };
}

/** Of whatever has this name now. */
function fileId(file: string): string | null {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? null : `${found.dev} ${found.ino}`;
}

function runInTransaction<T>(connection: Database.Database, work: () => T): T {
  return connection.inTransaction ? work() : connection.transaction(work).immediate();
}

function readInTransaction<T>({ answers, connection }: Internals, question: (answers: Answers) => T): T {
  return connection.inTransaction ? question(answers) : connection.transaction(question).deferred(answers);
}

function foresee(
  open: Internals,
  { changes, clock }: { changes: readonly PublicationChange[]; clock: ClockValues | undefined },
): Foreseen {
  const { connection, pages, stepper, writes } = open;
  assert(!connection.inTransaction, 'the content cache is already being written');
  connection.exec('BEGIN IMMEDIATE');
  try {
    const live = pages.find('live');
    const { revision } = open.position();
    if (clock !== undefined) stepper.setClock(clock);
    const { effect, work } = stepper.step({ changes, position: null, isForeseen: true });
    const foreseen = { work, pages: live === null ? [] : pages.dirtySince(live.graphId, work.revision) };
    if (clock === undefined) open.lastForeseen = { foreseen, changes, revision, writes, effect };
    return foreseen;
  } finally {
    connection.exec('ROLLBACK');
  }
}

function layOver<T>(
  { connection, stepper }: Internals,
  { changes, clock }: Overlay,
  work: (step: StepWork) => T,
): T {
  assert(!connection.inTransaction, 'the content cache is already being written');
  connection.exec('BEGIN IMMEDIATE');
  try {
    const ofClock = isDeepStrictEqual(clock, stepper.clock()) ? null : stepper.setClock(clock);
    const ofChanges = stepper.step({ changes, position: null }).work;
    return work(ofClock === null ? ofChanges : sumOf(ofClock, ofChanges));
  } finally {
    connection.exec('ROLLBACK');
  }
}

function sumOf(first: StepWork, second: StepWork): StepWork {
  return {
    revision: second.revision,
    readsLookedUp: first.readsLookedUp + second.readsLookedUp,
    readsEvaluated: first.readsEvaluated + second.readsEvaluated,
    readsChanged: [...first.readsChanged, ...second.readsChanged],
  };
}

type Applying = {
  publications: readonly Publication[];
  lastForeseen: LastForeseen | null;
  isUnwritten: boolean;
};

function applyAll(open: Internals, { isUnwritten, lastForeseen, publications }: Applying): Applied {
  const before = open.position();
  let position: LogPosition = before;
  for (const publication of publications) {
    assertFollows(publication, position);
    position = { seq: publication.seq, hash: publication.hash };
  }
  const changes = publications.flatMap((publication) => publication.changes);
  const isForeseen =
    lastForeseen?.revision === before.revision && isDeepStrictEqual(changes, lastForeseen.changes);
  const effect = isForeseen && isUnwritten ? lastForeseen.effect : undefined;
  const { work } = open.stepper.step({ changes, position, effect });
  return { work, foreseen: isForeseen ? lastForeseen.foreseen : null };
}

function assertFollows(publication: Publication, position: LogPosition): void {
  if (publication.seq === position.seq + 1 && publication.previousHash === position.hash) return;
  throw new ContentCacheError(
    'chain-broken',
    `Publication ${publication.seq} does not follow publication ${position.seq}, at which the content cache is. ` +
      'The database may have been restored from a backup. The content cache has to be filled again from the database.',
  );
}

async function replaceAll(open: Internals, fill: (sink: FillSink) => Promise<LogPosition>): Promise<void> {
  const { connection, pages, stepper, writer } = open;
  assert(!connection.inTransaction, 'the content cache is already being written');
  open.lastForeseen = null;
  connection.exec('BEGIN IMMEDIATE');
  try {
    for (const { graphId } of pages.all()) pages.drop(graphId);
    pages.clearUnreleased();
    writer.removeAll();
    const position = await fill({
      entries: (batch) => batch.forEach((entry) => writer.put(entry)),
      media: (batch) => batch.forEach((media) => writer.putMedia(media)),
      redirects: (batch) => batch.forEach((redirect) => writer.putRedirect(redirect)),
      changes: (batch) => batch.forEach((change) => writer.write(change)),
    });
    stepper.moveTo(position);
    connection.exec('COMMIT');
  } catch (error) {
    if (connection.inTransaction) connection.exec('ROLLBACK');
    throw error;
  }
}

function preparePosition(connection: Database.Database): () => CachePosition {
  const select = connection.prepare('SELECT seq, hash, revision FROM cache_state');
  return () => select.get() as CachePosition;
}
