import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CompiledQuery } from 'kysely';
import type { Kysely, Transaction } from 'kysely';
import type { Tables } from '../tables.ts';

/**
 * On SQLite most of the cost of a small write is its commit, which waits for the disk while everybody else waits for the one
 * writer. Writes that wait for their turn are therefore done in one transaction, each in a savepoint of its own, and each is
 * answered only after the common commit. One that fails undoes itself alone.
 */
export class GroupCommit {
  readonly #writer: Kysely<Tables>;
  readonly #waiting: WaitingWrite[] = [];
  #running = false;

  constructor(writer: Kysely<Tables>) {
    this.#writer = writer;
  }

  write<T>(work: (tx: Transaction<Tables>) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      // The group runs in the asynchronous context of whoever was first; each write keeps its own.
      const inContext = AsyncLocalStorage.snapshot();
      const run = async (tx: Transaction<Tables>): Promise<() => void> => {
        const result = await inContext(work, tx);
        return () => resolve(result);
      };
      this.#waiting.push({ run, reject });
      if (!this.#running) void this.#runAll();
    });
  }

  async #runAll(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      // Lets the requests that have arrived by now come as far as their write, and join.
      await nextTurn();
      await this.#runGroup();
    }
    this.#running = false;
  }

  async #runGroup(): Promise<void> {
    const group: WaitingWrite[] = [];
    try {
      const answers = await this.#writer.transaction().execute(async (tx) => {
        const ready: (() => void)[] = [];
        while (group.length < MAX_WRITES_PER_GROUP) {
          const next = this.#waiting.shift();
          if (next === undefined) break;
          group.push(next);
          ready.push(await runInSavepoint(tx, next));
        }
        return ready;
      });
      for (const answer of answers) answer();
    } catch (error) {
      await this.#afterFailure(group, error);
    }
  }

  /** Nothing of the group was stored. The fault may be one write's: alone, each shows whether it was its own. */
  async #afterFailure(group: readonly WaitingWrite[], error: unknown): Promise<void> {
    if (group.length > 1) {
      for (const write of group) await this.#runAlone(write);
      return;
    }
    // Without a group, the transaction could not even begin.
    const failed = group.length === 0 ? this.#waiting.splice(0) : group;
    for (const write of failed) write.reject(error);
  }

  async #runAlone({ run, reject }: WaitingWrite): Promise<void> {
    try {
      const answer = await this.#writer.transaction().execute(run);
      answer();
    } catch (error) {
      reject(error);
    }
  }
}

/** A write that joins late makes those before it wait: the group must end. */
const MAX_WRITES_PER_GROUP = 32;

type WaitingWrite = {
  /** Does the work; what it returns tells the caller. */
  run: (tx: Transaction<Tables>) => Promise<() => void>;
  reject: (error: unknown) => void;
};

const SAVEPOINT = CompiledQuery.raw('savepoint one_write');
const RELEASE = CompiledQuery.raw('release one_write');
const ROLLBACK = CompiledQuery.raw('rollback to one_write');

async function runInSavepoint(tx: Transaction<Tables>, { run, reject }: WaitingWrite): Promise<() => void> {
  await tx.executeQuery(SAVEPOINT);
  let answer: () => void;
  try {
    answer = await run(tx);
  } catch (error) {
    answer = () => reject(error);
    await tx.executeQuery(ROLLBACK).catch(() => {
      // SQLite has undone the whole transaction by itself, for want of disk space say: the group fails, for that reason.
      throw error;
    });
  }
  await tx.executeQuery(RELEASE);
  return answer;
}
