import type Database from 'better-sqlite3';
import type { ClockGrain, ClockValues, LogPosition, PublicationChange } from '../model/publication.ts';
import { createItemStateReader, type ItemChange, type ItemState } from './item-state.ts';
import type { ItemWriter } from './item-writer.ts';
import type { PageGraph } from './pages/page-graph.ts';
import type { Question, ReadRecord } from './read-record.ts';
import { createAnswers } from './reader.ts';
import { findCandidates } from './reads/candidates.ts';
import { evaluateRead } from './reads/evaluate-read.ts';
import type { ReadStore } from './reads/read-store.ts';
import { createSelectionOf } from './reads/selection-of.ts';
import { createRowMemory } from './row-memory.ts';

/** How much was looked at to find which pages a change reaches. */
export type StepWork = {
  revision: number;
  /** Rows of the index of reads. */
  readsLookedUp: number;
  readsEvaluated: number;
  /** The questions whose answers have changed. */
  readsChanged: readonly string[];
};

/** Brings what is published from one state to the next, and marks the pages that this reaches. Runs inside the transaction of its caller. */
export type Stepper = {
  step(order: StepOrder): Step;
  setClock(clock: ClockValues): StepWork;
  clock(): ClockValues;
  moveTo(position: LogPosition): void;
};

export type StepOrder = {
  changes: readonly PublicationChange[];
  position: LogPosition | null;
  /** Undone before anything else is done: what is only read by later steps is not written. */
  isForeseen?: boolean;
  /** Of the same changes to the same state: nothing has to be asked. */
  effect?: Effect | undefined;
};

export type Step = { work: StepWork; effect: Effect };

/** What changes lead to. */
export type Effect = {
  /** Where something is public that was not, or the other way round, or in another form. */
  paths: ReadonlySet<string>;
  readsLookedUp: number;
  asked: readonly AskedAgain[];
};

type AskedAgain = { readId: number; record: ReadRecord; isChanged: boolean };

type Parts = {
  connection: Database.Database;
  writer: ItemWriter;
  reads: ReadStore;
  pages: PageGraph;
};

export function createStepper({ connection, pages, reads, writer }: Parts): Stepper {
  const memory = createRowMemory();
  const answers = createAnswers(connection, { memory, withFields: false });
  const stateOf = createItemStateReader(connection);
  const selection = createSelectionOf(connection);
  const sql = {
    move: connection.prepare('UPDATE cache_state SET seq = ?, hash = ?, revision = revision + 1'),
    revise: connection.prepare('UPDATE cache_state SET revision = revision + 1'),
    revision: connection.prepare('SELECT revision FROM cache_state').pluck(),
    clock: connection.prepare('SELECT clock FROM cache_state').pluck(),
    setClock: connection.prepare('UPDATE cache_state SET clock = ?'),
  };
  const clock = (): ClockValues => JSON.parse(sql.clock.get() as string) as ClockValues;

  /** What the changes may have altered, asked again. */
  function ask(
    changes: readonly ItemChange[],
    { paths, questions }: { paths: Effect['paths']; questions: readonly Question[] },
  ): Effect {
    const now = clock();
    memory.moveTo(null);
    const { candidates, rowsRead } = findCandidates(changes, { questions, selection, store: reads });
    const asked = candidates.map(({ digest, question, readId }) => {
      const record = evaluateRead(question, { answers, clock: now });
      return { readId, record, isChanged: record.digest !== digest };
    });
    return { paths, readsLookedUp: rowsRead, asked };
  }

  /** Marks the pages behind each answer that is another one now. */
  function spread({ asked, paths, readsLookedUp }: Effect, { isForeseen = false } = {}): StepWork {
    const revision = sql.revision.get() as number;
    refreshRoots(paths, revision);
    const readsChanged: string[] = [];
    for (const { isChanged, readId, record } of asked) {
      if (!isForeseen) reads.update(readId, record);
      if (!isChanged) continue;
      pages.dirtyBehind(readId, { revision, cause: record.question });
      readsChanged.push(record.question);
    }
    return { revision, readsLookedUp, readsEvaluated: asked.length, readsChanged };
  }

  function refreshRoots(paths: Iterable<string>, revision: number): void {
    for (const path of paths) for (const graph of pages.all()) pages.refreshRoot(graph, path, revision);
  }

  return {
    clock,
    moveTo: ({ seq, hash }) => sql.move.run(seq, hash),
    setClock: (now) => {
      const before = clock();
      const grains = (Object.keys(now) as ClockGrain[]).filter((grain) => before[grain] !== now[grain]);
      sql.setClock.run(JSON.stringify(now));
      sql.revise.run();
      const questions = grains.map((grain): Question => ({ kind: 'clock', grain }));
      return spread(ask([], { paths: new Set(), questions }));
    },
    step: ({ changes, effect: known, isForeseen, position }) => {
      const ids = new Set(known === undefined ? changes.flatMap(entryIdOf) : []);
      const before = new Map<string, ItemState | null>([...ids].map((id) => [id, stateOf(id)]));
      for (const change of changes) writer.write(change);
      if (position === null) sql.revise.run();
      else sql.move.run(position.seq, position.hash);
      const net = [...ids].map((id) => ({ id, before: before.get(id) ?? null, after: stateOf(id) }));
      const moved = net.flatMap((change) => [change.before?.path, change.after?.path]);
      const paths = new Set([...moved.filter((path) => path != null), ...changes.flatMap(redirectPathOf)]);
      const effect = known ?? ask(net, { paths, questions: changes.flatMap(questionsOf) });
      return { effect, work: spread(effect, { isForeseen: isForeseen === true }) };
    },
  };
}

function entryIdOf(change: PublicationChange): string[] {
  if (change.kind === 'publish') return [change.entry.id];
  return change.kind === 'withdraw' ? [change.entryId] : [];
}

function redirectPathOf(change: PublicationChange): string[] {
  if (change.kind === 'redirect') return [change.redirect.path];
  return change.kind === 'redirect-removed' ? [change.path] : [];
}

/** What is asked about anything but entries. */
function questionsOf(change: PublicationChange): Question[] {
  if (change.kind === 'media') return [{ kind: 'media', id: change.media.id }];
  if (change.kind === 'media-removed') return [{ kind: 'media', id: change.mediaId }];
  return redirectPathOf(change).map((path) => ({ kind: 'redirect', path }));
}
