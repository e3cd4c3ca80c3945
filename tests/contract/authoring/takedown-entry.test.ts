import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import { readEntry } from '../../../server/authoring/read-entry.ts';
import { revertPublication } from '../../../server/authoring/revert-publication.ts';
import { setRedirect } from '../../../server/authoring/set-redirect.ts';
import { takedownEntry } from '../../../server/authoring/takedown-entry.ts';
import { verifyPublicationChain } from '../../../server/store/publication-chain.ts';
import { readPublicationsAfter } from '../../../server/store/publications.ts';
import { readPublishedState } from '../../../server/store/published-state.ts';
import { takePublisherJobs } from '../../../server/store/publisher-jobs.ts';
import { insertRelease, insertReleaseFiles } from '../../../server/store/releases.ts';
import { listTakedowns, widenTakedown } from '../../../server/store/takedowns.ts';
import { listVersions, readVersion } from '../../../server/store/versions.ts';
import { DIALECTS } from '../../support/databases.ts';
import { openDesk, type Desk } from './desk.ts';

const SECRET = 'Zwetschgenwasser-Affaere';

async function takeDownAt(desk: Desk, { id: entryId }: { id: string }, reason = 'Court order 12/34') {
  const actor = await desk.actor('owner');
  return await takedownEntry(desk.context, { actor, correlationId: 'c', entryId, reason });
}

/** Published twice, at two paths, and drafted once more; large enough to spill over several pages of the file. */
async function publishSecretAt(desk: Desk, name: string): Promise<EntryDetails> {
  const body = { markdown: `${SECRET} `.repeat(200) };
  const first = await desk.create({ title: `${SECRET} one`, slug: `${name}-one`, body });
  await desk.publish(first);
  const second = await desk.save(first, { title: `${SECRET} two`, slug: `${name}-two`, body });
  await desk.publish(second);
  return await desk.save(second, { title: `${SECRET} three`, slug: `${name}-two` });
}

describe.each(DIALECTS)('a takedown on %s', (dialect) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(dialect);
  });
  afterAll(() => desk.close());

  const takeDown = (entry: { id: string }, reason?: string) => takeDownAt(desk, entry, reason);
  const publishSecret = (name: string) => publishSecretAt(desk, name);
  const head = async () => (await desk.logHead()).seq;

  async function addRelease(seq: number, path: string, hash: string): Promise<void> {
    await desk.database.write(async (tx) => {
      const number = await insertRelease(tx, {
        target: 'disk',
        seq,
        publicationHash: '',
        templateBuild: '',
        reason: 'publication',
        pagesRendered: 1,
        createdAt: '2026-03-01T09:00:00.000Z',
        finishedAt: '2026-03-01T09:00:00.000Z',
        timings: {},
        correlationId: null,
        work: {},
      });
      const after = { hash, contentType: 'text/html', redirect: null };
      const file = `${path.slice(1)}index.html`;
      await insertReleaseFiles(tx, {
        number,
        files: [{ file, path, change: 'changed', before: null, after, cause: null }],
      });
    });
  }

  it('withdraws the entry, erases every version of it, and keeps the log verifiable', async () => {
    const entry = await publishSecret('a');
    const seq = await head();
    const { publication, takedown } = await takeDown(entry);
    expect(publication?.seq).toBe(seq + 1);
    expect(desk.signals.at(-1)).toEqual(publication);
    const versions = await listVersions(desk.database.db, { entryId: entry.id, limit: 10 });
    expect(versions).toHaveLength(3);
    for (const { id } of versions) {
      expect(await readVersion(desk.database.db, { id })).toMatchObject({ content: {}, slug: null });
    }
    expect(takedown).toMatchObject({
      entryId: entry.id,
      reason: 'Court order 12/34',
      paths: ['/blog/a-one/', '/blog/a-two/'],
      firstSeq: seq - 1,
      seq: seq + 1,
    });
    expect(await listTakedowns(desk.database.db)).toEqual([takedown]);
    expect(await verifyPublicationChain(desk.database.db)).toMatchObject({ intact: true });
    expect((await desk.audit())[0]).toMatchObject({
      action: 'entry.takedown',
      subject: `entry:${entry.id}`,
      details: { reason: 'Court order 12/34' },
    });
  });

  it('is seen as a withdrawal by whoever follows the log, from wherever they come', async () => {
    const seq = await head();
    const entry = await publishSecret('b');
    await takeDown(entry);
    const publications = await readPublicationsAfter(desk.database.db, { seq, limit: 10 });
    expect(publications.flatMap(({ changes }) => changes.map(({ kind }) => kind))).toEqual([
      'withdraw',
      'withdraw',
      'redirect',
      'withdraw',
      'redirect-removed',
    ]);
    const entries: unknown[] = [];
    await readPublishedState(desk.database, {
      entries: (batch) => void entries.push(...batch),
      media: () => {},
      redirects: () => {},
    });
    expect(entries).toEqual([]);
  });

  it('leaves the text nowhere in the database', async () => {
    const entry = await publishSecret('c');
    const leftByAKilledProcess = { id: entry.id, question: SECRET, asked_at: new Date().toISOString() };
    await desk.database.write((tx) => tx.insertInto('proof_request').values(leftByAKilledProcess).execute());
    await takeDown(entry);
    for (const [table, column] of [
      ['version', 'content'],
      ['version', 'slug'],
      ['entry', 'title'],
      ['audit', 'details'],
      ['job', 'payload'],
      ['proof_request', 'question'],
    ] as const) {
      const text = sql<string>`cast(${sql.ref(column)} as text)`;
      const rows = await sql<{ n: number }>`
        select count(*) as n from ${sql.table(table)} where ${text} like ${`%${SECRET}%`}`.execute(
        desk.database.db,
      );
      expect([table, column, Number(rows.rows[0]?.n)]).toEqual([table, column, 0]);
    }
  });

  it('remembers the bytes that were public at its paths while it was there, and no others', async () => {
    const entry = await publishSecret('e');
    const seq = await head();
    await addRelease(seq - 2, '/blog/e-two/', 'before it came');
    await addRelease(seq - 1, '/blog/e-one/', 'first page');
    await addRelease(seq, '/blog/e-two/', 'second page');
    await addRelease(seq, '/blog/e-one/', 'another page, after it moved');
    const { takedown } = await takeDown(entry);
    expect(takedown.hashes).toEqual(['first page', 'second page']);
    const jobs = await desk.database.write((tx) => takePublisherJobs(tx));
    expect(jobs.at(-1)).toMatchObject({ kind: 'takedown', payload: { takedownId: takedown.id } });
  });

  it('widens to what else was released in its time, but for what is live or cannot hold it', async () => {
    const entry = await publishSecret('w');
    const seq = await head();
    await addRelease(seq - 2, '/', 'home before it');
    await addRelease(seq - 1, '/', 'home with it');
    await addRelease(seq, '/style/', 'a style sheet');
    await addRelease(seq, '/tags/', 'a page that is live still');
    const { takedown } = await takeDown(entry);
    await addRelease(takedown.seq, '/', 'home without it');
    const harmless = new Set(['a style sheet', 'a page that is live still']);
    const widen = (id: string) =>
      desk.database.write((tx) =>
        widenTakedown(tx, { id, target: 'disk', isHarmless: ({ hash }) => harmless.has(hash) }),
      );
    expect(await widen(takedown.id)).toEqual({
      paths: ['/blog/w-one/', '/blog/w-two/'],
      hashes: ['home with it'],
    });
    const record = (await listTakedowns(desk.database.db)).find(({ id }) => id === takedown.id);
    expect(record?.hashes).toEqual(['home with it']);
    expect(await widen('nothing')).toBeNull();
  });

  it('cannot be undone: neither read, nor reverted, nor taken down again but to make sure', async () => {
    const entry = await publishSecret('f');
    const { publication, takedown } = await takeDown(entry);
    const gone = { code: 'taken-down' };
    await expect(readEntry(desk.context, { ...desk.call, entryId: entry.id })).rejects.toMatchObject(gone);
    await expect(desk.publish(entry)).rejects.toMatchObject(gone);
    await expect(desk.save(entry, { title: 'Back' })).rejects.toMatchObject(gone);
    for (const seq of [(publication?.seq ?? 0) - 1, publication?.seq ?? 0]) {
      await expect(revertPublication(desk.context, { ...desk.call, seq })).rejects.toMatchObject({
        code: 'publication-superseded',
        message: expect.stringContaining('was taken down on'),
      });
    }
    expect(await takeDown(entry, 'once more')).toMatchObject({ takedown, publication: null, jobId: null });
  });

  it('takes redirects to the entry along, and frees its path for others', async () => {
    const entry = await publishSecret('g');
    await setRedirect(desk.context, {
      ...desk.call,
      path: '/old-g/',
      status: 301,
      to: { kind: 'entry', entryId: entry.id },
    });
    const { publication } = await takeDown(entry);
    const seq = (publication?.seq ?? 0) - 1;
    const [added] = await readPublicationsAfter(desk.database.db, { seq, limit: 1 });
    expect(added?.changes).toMatchObject([
      { kind: 'withdraw', path: '/blog/g-two/' },
      { kind: 'redirect-removed', path: '/blog/g-one/' },
      { kind: 'redirect-removed', path: '/old-g/' },
    ]);
    const other = await desk.create({ title: 'Harmless', slug: 'g-two' });
    await expect(desk.publish(other)).resolves.toMatchObject({ entries: [{ livePath: '/blog/g-two/' }] });
  });

  it('of a draft adds nothing to the log', async () => {
    const entry = await desk.create({ title: SECRET });
    const before = await desk.logHead();
    expect(await takeDown(entry)).toMatchObject({
      publication: null,
      takedown: { firstSeq: null, paths: [] },
    });
    expect(await desk.logHead()).toEqual(before);
  });

  it('is for owners and admins, with a reason, and of an entry that exists', async () => {
    const entry = await desk.create({ title: 'Safe' });
    const request = { ...desk.call, entryId: entry.id, reason: 'x' };
    await expect(takedownEntry(desk.context, request)).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(takeDown(entry, '  ')).rejects.toMatchObject({
      details: { issues: [{ path: 'reason' }] },
    });
    await expect(takeDown({ id: 'nothing' })).rejects.toMatchObject({ code: 'entry-not-found' });
    expect((await readEntry(desk.context, { ...desk.call, entryId: entry.id })).title).toBe('Safe');
  });
});

it('of SQLite leaves the bytes nowhere in the data folder', async () => {
  const desk = await openDesk('sqlite');
  try {
    const { dataDir } = desk.test;
    const entry = await publishSecretAt(desk, 'd');
    leaveInFreePages(join(dataDir, 'stillpress.sqlite'));
    expect(filesHolding(dataDir, SECRET)).not.toEqual([]);
    await takeDownAt(desk, entry);
    expect(filesHolding(dataDir, SECRET)).toEqual([]);
    expect(filesHolding(dataDir, 'Court order')).not.toEqual([]);
  } finally {
    await desk.close();
  }
});

/** As a program does that overwrites nothing when it deletes. */
function leaveInFreePages(file: string): void {
  const connection = new Sqlite(file, { timeout: 5_000 });
  connection.pragma('secure_delete = OFF');
  connection.exec('create table draft_of_old (body text)');
  connection.prepare('insert into draft_of_old values (?)').run(`${SECRET} `.repeat(2_000));
  connection.exec('drop table draft_of_old');
  connection.close();
}

function filesHolding(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const file = join(folder, name);
    return statSync(file).isFile() && readFileSync(file).includes(text);
  });
}
