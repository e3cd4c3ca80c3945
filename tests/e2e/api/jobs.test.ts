import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { auditListSchema } from '../../../model/api/audit.ts';
import { jobListSchema, jobSchema } from '../../../model/api/job.ts';
import { problemSchema } from '../../../model/api/problem.ts';
import { addJob } from '../../../server/store/add-job.ts';
import type { JobKind } from '../../../server/store/add-job.ts';
import { newId } from '../../../server/store/new-id.ts';
import { buryJob } from '../../../server/store/settle-job.ts';
import { takeJobs } from '../../../server/store/take-jobs.ts';
import { ensureRecurringJob } from '../../../server/store/recurring-jobs.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { startApiServer, type ApiServer } from './api-server.ts';
import type { Client } from './client.ts';

const NOW = '2026-03-01T08:00:00.000Z';
const NOTE = { name: 'test.note', payload: z.object({ text: z.string() }), maxAttempts: 3 } satisfies JobKind;

describe.each(DIALECTS)('jobs through the API on %s', (dialect) => {
  let test: TestDatabase;
  let server: ApiServer;
  let admin: Client;
  let dead: string;
  let waiting: string;
  beforeAll(async () => {
    test = await openTestDatabase(dialect);
    server = await startApiServer(test.database);
    admin = await server.signInAs('admin');
    const add = (text: string): Promise<string> =>
      test.database.write((tx) => addJob(tx, NOTE, { payload: { text }, now: NOW }));
    dead = await add('a secret');
    await test.database.write(async (tx) => {
      const places = new Map([[NOTE.name, 100]]);
      await takeJobs(tx, { owner: 'me', now: NOW, leaseUntil: NOW, places });
      await buryJob(tx, { id: dead, attempts: 1 }, { error: 'refused by them', now: NOW });
    });
    waiting = await add('later');
  });
  afterAll(async () => {
    await server.close();
    await test.close();
  });

  const list = async (query = ''): Promise<z.output<typeof jobListSchema>> => {
    const reply = await admin.get(`/api/v1/jobs${query}`);
    expect(reply.status).toBe(200);
    const page = jobListSchema.parse(reply.json);
    expect(page).toEqual(reply.json);
    return page;
  };
  const kinds = async (query: string) => (await list(query)).jobs.map(({ kind }) => kind);
  const refusal = async (id: string) => {
    const reply = await admin.post(`/api/v1/jobs/${id}/retry`);
    return [reply.status, problemSchema.parse(reply.json).code];
  };

  it('lists them by state, the newest first and page by page, and tells nothing of what was asked for', async () => {
    expect((await list()).jobs.slice(0, 2).map(({ id }) => id)).toEqual([waiting, dead]);
    const { jobs } = await list('?state=dead');
    expect(jobs).toEqual([
      {
        id: dead,
        kind: NOTE.name,
        state: 'dead',
        attempts: 1,
        maxAttempts: 3,
        dueAt: NOW,
        createdAt: NOW,
        finishedAt: NOW,
        error: 'refused by them',
      },
    ]);
    expect(JSON.stringify(await list())).not.toContain('a secret');
    const first = await list('?limit=1');
    expect(first.nextCursor).toBe(waiting);
    expect((await list(`?limit=1&cursor=${waiting}`)).jobs).toMatchObject([{ id: dead }]);
  });

  it('leaves out what recurs by itself, unless it has failed', async () => {
    const recurring = { ...NOTE, name: 'test.recurring', payload: z.object({}) };
    await test.database.write((tx) => ensureRecurringJob(tx, recurring, { now: NOW, runAt: NOW }));
    expect(await kinds('')).toContain(recurring.name);
    expect(await kinds('?routine=false')).not.toContain(recurring.name);
    expect(await kinds('?routine=false')).toContain(NOTE.name);
    await test.database.write((tx) =>
      tx.updateTable('job').set({ last_error: 'lost' }).where('kind', '=', recurring.name).execute(),
    );
    expect(await kinds('?routine=false')).toContain(recurring.name);
    await test.database.write((tx) => tx.deleteFrom('job').where('kind', '=', recurring.name).execute());
  });

  it('tries a dead one again from its first attempt, which the audit tells', async () => {
    const reply = await admin.post(`/api/v1/jobs/${dead}/retry`);
    expect(reply.status).toBe(200);
    expect(jobSchema.parse(reply.json)).toEqual(reply.json);
    expect(reply.json).toMatchObject({ id: dead, state: 'waiting', attempts: 0, finishedAt: null });
    const audit = auditListSchema.parse((await admin.get(`/api/v1/audit?subject=job:${dead}`)).json);
    expect(audit.records).toMatchObject([{ action: 'job.retry', details: { kind: NOTE.name } }]);
  });

  it('refuses what runs, and what is not there', async () => {
    await test.database.write((tx) =>
      tx.updateTable('job').set({ state: 'running' }).where('id', '=', waiting).execute(),
    );
    expect(await refusal(waiting)).toEqual([409, 'job-busy']);
    expect(await refusal(newId())).toEqual([404, 'job-not-found']);
    expect((await list('?state=running')).jobs.map(({ id }) => id)).toEqual([waiting]);
  });
});
