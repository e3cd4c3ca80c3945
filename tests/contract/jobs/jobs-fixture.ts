import { pino } from 'pino';
import { z } from 'zod';
import { handleJob } from '../../../server/jobs/job-engine.ts';
import type { JobContext, JobEngine, JobEngineOptions } from '../../../server/jobs/job-engine.ts';
import type { JobRecording } from '../../../server/jobs/job-engine.ts';
import { addJob } from '../../../server/store/add-job.ts';
import type { JobKind, NewJob } from '../../../server/store/add-job.ts';
import { listJobs } from '../../../server/store/job-records.ts';
import type { JobRecord } from '../../../server/store/job-records.ts';
import { openTestDatabase } from '../../support/databases.ts';
import type { TestDatabase } from '../../support/databases.ts';
import type { EngineUnderTest } from './engines.ts';

export type Note = { text: string };

const NOTE = { name: 'test.note', payload: z.object({ text: z.string() }), maxAttempts: 3 } satisfies JobKind;

/** Another kind with the same payload. */
export function noteKind(name: string, more: Partial<JobKind<Note>> = {}): JobKind<Note> {
  return { ...NOTE, name, ...more };
}

export const NOTES = noteKind('test.note');

export type Run = (payload: Note, context: JobContext) => Promise<JobRecording>;

/** A database with engines on it, all of which are stopped at its end. */
export type JobsPlace = {
  opened: TestDatabase;
  /** Adds a job that is due at once, unless told otherwise. */
  add(text: string, more?: Partial<NewJob<Note>> & { kind?: JobKind<Note> }): Promise<string>;
  /** Started; it looks for jobs often and tries them again at once. */
  start(handlers: [JobKind<Note>, Run][], more?: Partial<JobEngineOptions>): JobEngine;
  list(): Promise<JobRecord[]>;
  find(id: string): Promise<JobRecord | undefined>;
  close(): Promise<void>;
};

export async function openJobsPlace({ create, dialect }: EngineUnderTest): Promise<JobsPlace> {
  const opened = await openTestDatabase(dialect);
  const engines: JobEngine[] = [];
  const list = (): Promise<JobRecord[]> => listJobs(opened.database.db, { limit: 1_000 });
  return {
    opened,
    list,
    find: async (id) => (await list()).find((job) => job.id === id),
    add: (text, { kind = NOTES, ...more } = {}) =>
      opened.database.write((tx) =>
        addJob(tx, kind, { payload: { text }, now: new Date().toISOString(), ...more }),
      ),
    start: (handlers, more = {}) => {
      const engine = create({
        database: opened.database,
        log: pino({ level: 'silent' }),
        handlers: handlers.map(([kind, run]) => handleJob(kind, run)),
        pollMs: 20,
        retryDelayMs: () => 0,
        ...more,
      });
      engines.push(engine);
      engine.start();
      return engine;
    },
    close: async () => {
      for (const engine of engines) await engine.stop();
      await opened.close();
    },
  };
}

/** A promise that somebody else resolves. */
export function gate(): { opened: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}
