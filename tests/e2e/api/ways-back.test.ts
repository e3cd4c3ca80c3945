import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { entrySchema } from '../../../model/api/entry.ts';
import { problemSchema } from '../../../model/api/problem.ts';
import {
  acceptedPublicationSchema,
  publicationSchema,
  revertedPublicationSchema,
} from '../../../model/api/publication.ts';
import { acceptedRedirectSchema, redirectListSchema } from '../../../model/api/redirect.ts';
import { publisherJobSchema, releaseListSchema, releaseSchema } from '../../../model/api/release.ts';
import { takedownSchema } from '../../../model/api/takedown.ts';
import { takePublisherJobs } from '../../../server/store/publisher-jobs.ts';
import { finishRelease, insertRelease, insertReleaseFiles } from '../../../server/store/releases.ts';
import { pinTarget } from '../../../server/store/target-pins.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { startApiServer, type ApiServer } from './api-server.ts';
import type { Client, Reply } from './client.ts';

function parse<Schema extends z.ZodType>(schema: Schema, reply: Reply): z.output<Schema> {
  const parsed = schema.parse(reply.json);
  expect(parsed).toEqual(reply.json);
  return parsed;
}

const codeOf = (reply: Reply): [number, string] => [reply.status, problemSchema.parse(reply.json).code];

const rollback = (client: Client, number: number) =>
  client.post(`/api/v1/releases/${number}/rollback`, { reason: 'the header is broken' });

describe.each(DIALECTS)('the ways back through the API on %s', (dialect) => {
  let test: TestDatabase;
  let server: ApiServer;
  let admin: Client;
  let editor: Client;
  beforeAll(async () => {
    test = await openTestDatabase(dialect);
    server = await startApiServer(test.database);
    admin = await server.signInAs('admin');
    editor = await server.signInAs('editor');
  });
  afterAll(async () => {
    await server.close();
    await test.close();
  });

  async function publishPost(title: string): Promise<{ id: string; seq: number }> {
    const created = await editor.post('/api/v1/entries', { collection: 'posts', content: { title } });
    const { id, draft } = parse(entrySchema, created);
    const match = { 'If-Match': `"${draft.versionId}"` };
    const accepted = await editor.post(`/api/v1/entries/${id}/publish`, undefined, match);
    return { id, seq: parse(acceptedPublicationSchema, accepted).publication?.seq ?? 0 };
  }

  const AT = '2026-01-01T00:00:00.000Z';

  /** A release up to this publication, which changed one page. */
  async function release(seq: number, { finished = true } = {}): Promise<number> {
    return await test.database.write(async (tx) => {
      const number = await insertRelease(tx, {
        target: 'disk',
        seq,
        publicationHash: 'f'.repeat(64),
        templateBuild: 'a build',
        reason: 'publication',
        pagesRendered: 1,
        createdAt: AT,
        finishedAt: null,
        timings: {},
        correlationId: null,
        work: { rowsRead: 3, readsReevaluated: 2, pagesRendered: 1 },
      });
      const before = { hash: 'b', contentType: 'text/html', redirect: null };
      const after = { ...before, hash: 'a', redirect: { status: 301, location: 'http://site.example/' } };
      const file = { file: 'old/index.html', path: '/old/', change: 'changed', cause: 'a template' } as const;
      await insertReleaseFiles(tx, { number, files: [{ ...file, before, after }] });
      if (finished) await finishRelease(tx, { number, finishedAt: AT, timings: { render: 1.5 } });
      return number;
    });
  }

  it('take a publication back, and say so when it has been changed since', async () => {
    const { id, seq } = await publishPost('Rash');
    const reply = await editor.post(`/api/v1/publications/${seq}/revert`);
    expect(reply.status).toBe(202);
    const { publication } = parse(revertedPublicationSchema, reply);
    expect(reply.headers.location).toBe(`/api/v1/publications/${publication.seq}`);
    expect((await editor.get(`/api/v1/entries/${id}`)).json).toMatchObject({ state: 'withdrawn' });
    const again = await editor.post(`/api/v1/publications/${seq}/revert`);
    expect(codeOf(again)).toEqual([409, 'publication-superseded']);
    expect(again.json).toMatchObject({ items: [{ kind: 'publish', subject: id, name: 'Rash' }] });
    const author = await server.signInAs('author');
    expect(codeOf(await author.post(`/api/v1/publications/${publication.seq}/revert`))).toEqual([
      403,
      'not-allowed',
    ]);
    expect(codeOf(await editor.post('/api/v1/publications/999999/revert'))).toEqual([404, 'not-found']);
  });

  it('set, list and remove redirects, each as a publication', async () => {
    const redirect = { path: '/old/', status: 301, to: { kind: 'path', path: '/new/' } };
    const set = await editor.put('/api/v1/redirects', redirect);
    expect(set.status).toBe(202);
    const accepted = parse(acceptedRedirectSchema, set);
    expect(accepted.redirect).toEqual(redirect);
    const again = await editor.put('/api/v1/redirects', redirect);
    expect([again.status, again.json]).toEqual([200, { publication: null, redirect, brokenLinks: [] }]);
    expect(set.headers.location).toBe(`/api/v1/publications/${accepted.publication?.seq}`);
    expect(parse(redirectListSchema, await editor.get('/api/v1/redirects'))).toEqual({
      redirects: [redirect],
    });
    const self = { ...redirect, path: '/new/', to: { kind: 'path', path: '/old/' } };
    expect(codeOf(await editor.put('/api/v1/redirects', self))).toEqual([422, 'redirect-loop']);
    const removed = await editor.send('DELETE', '/api/v1/redirects?path=/old/');
    expect(parse(acceptedRedirectSchema, removed)).toMatchObject({ redirect: null });
    expect(codeOf(await editor.send('DELETE', '/api/v1/redirects?path=/old/'))).toEqual([
      404,
      'redirect-not-found',
    ]);
  });

  it('take an entry down, for those who may', async () => {
    const { id, seq } = await publishPost('Unlawful');
    const address = `/api/v1/entries/${id}/takedown`;
    expect(codeOf(await editor.post(address, { reason: 'x' }))).toEqual([403, 'not-allowed']);
    expect(codeOf(await admin.post(address, { reason: '' }))).toEqual([422, 'invalid-input']);
    const reply = await admin.post(address, { reason: 'Court order 12/34' });
    expect(reply.status).toBe(202);
    expect(parse(takedownSchema, reply)).toMatchObject({
      entryId: id,
      reason: 'Court order 12/34',
      publication: { seq: seq + 1 },
    });
    expect(codeOf(await admin.get(`/api/v1/entries/${id}`))).toEqual([410, 'taken-down']);
  });

  it('list releases page by page, and show each with its files, causes and counts', async () => {
    const { seq } = await publishPost('Released');
    const [older, newer] = [await release(seq), await release(seq)];
    const page = parse(releaseListSchema, await editor.get('/api/v1/releases?limit=1'));
    expect(page).toMatchObject({ releases: [{ number: newer }], nextBefore: newer, pin: null });
    const next = parse(releaseListSchema, await editor.get(`/api/v1/releases?limit=1&before=${newer}`));
    expect(next).toMatchObject({ releases: [{ number: older }] });
    const shown = parse(releaseSchema, await editor.get(`/api/v1/releases/${newer}`));
    expect(shown).toMatchObject({
      work: { rowsRead: 3, readsReevaluated: 2, pagesRendered: 1 },
      files: [{ path: '/old/', cause: 'a template', after: { redirect: { status: 301 } } }],
    });
    expect(codeOf(await editor.get('/api/v1/releases/999999'))).toEqual([404, 'release-not-found']);
  });

  it('ask the publishing process to go back and to resume, for those who may', async () => {
    const { seq } = await publishPost('Good');
    const number = await release(seq);
    const unfinished = await release(seq, { finished: false });
    expect(codeOf(await rollback(editor, number))).toEqual([403, 'not-allowed']);
    expect(codeOf(await rollback(admin, unfinished))).toEqual([404, 'release-not-found']);
    expect(codeOf(await admin.post('/api/v1/releases/resume'))).toEqual([409, 'not-pinned']);
    const reply = await rollback(admin, number);
    expect(reply.status).toBe(202);
    const { job } = parse(publisherJobSchema, reply);
    const taken = await test.database.write((tx) => takePublisherJobs(tx, { kinds: ['rollback'] }));
    expect(taken).toMatchObject([
      { id: job.id, payload: { toNumber: number, reason: 'the header is broken' } },
    ]);

    await test.database.write((tx) =>
      pinTarget(tx, {
        target: 'disk',
        releaseNumber: number,
        withdrawalsSeq: seq,
        pinnedAt: AT,
        pinnedBy: null,
        reason: 'the header is broken',
      }),
    );
    const held = await publishPost('Held');
    expect(parse(publicationSchema, await editor.get(`/api/v1/publications/${held.seq}`))).toMatchObject({
      state: 'held',
      liveAt: null,
    });
    expect(parse(releaseListSchema, await editor.get('/api/v1/releases'))).toMatchObject({
      pin: { releaseNumber: number, reason: 'the header is broken' },
    });
    expect(codeOf(await editor.post('/api/v1/releases/resume'))).toEqual([403, 'not-allowed']);
    expect((await admin.post('/api/v1/releases/resume')).status).toBe(202);
    const resumed = await test.database.write((tx) => takePublisherJobs(tx, { kinds: ['resume'] }));
    expect(resumed).toHaveLength(1);
  });
});
