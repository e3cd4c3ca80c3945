import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createApiClient, type ApiClient } from '../../../model/api/client.ts';
import { requestPublisherJob } from '../../../server/publishing/request-publisher-job.ts';
import { DIALECTS, openTestDatabase } from '../../support/databases.ts';
import type { TestDatabase } from '../../support/databases.ts';
import { freePort } from '../../support/free-port.ts';
import { runCommand, startCommand } from './run-stillpress.ts';
import type { RunningCommand } from './run-stillpress.ts';

/** Templates are built, and the site is rendered again and again. */
const TIMEOUT_MS = 240_000;
const MOST_TURNS = 4;
const PATIENCE = { timeout: 60_000, interval: 100 };
const OWNER = { email: 'owner@example.org', name: 'Owner', password: 'correct horse battery staple' };
const METRICS_TOKEN = 'k2Lp9sVb4xQw7eRt1yUi6oZa3nMc8hGd';
const STARTED = '"msg":"started"';
/** Enough to arm it and to prove it for the last time, on a busy machine. */
const AHEAD_MS = 9_000;
/** So many that rendering all of them takes a while. */
const OTHER_POSTS = 60;

type Plan = Awaited<ReturnType<ApiClient['planPublication']>>['body'];
type Entry = Awaited<ReturnType<ApiClient['createEntry']>>['body'];
type Item = { id: string; versionId: string; action: 'publish' | 'withdraw' };

const publishing = ({ draft, id }: Entry): Item => ({ id, versionId: draft.versionId, action: 'publish' });
const withdrawing = (entry: Entry): Item => ({ ...publishing(entry), action: 'withdraw' });

/**
 * One process for everything on SQLite; on PostgreSQL one that answers and one that publishes, which learns from the database alone of what was scheduled. The
 * templates show to the second when a post was published: bytes that were planned for a second are those of that second alone.
 */
describe.each(DIALECTS)('schedules of a running site on %s', { timeout: TIMEOUT_MS }, (dialect) => {
  let database: TestDatabase;
  let env: Record<string, string>;
  let web: RunningCommand | null = null;
  /** Fires and publishes. */
  let worker: RunningCommand | null = null;
  let owner: ApiClient;
  /** Of the process that fires. */
  let workerPort = '';

  beforeAll(async () => {
    database = await openTestDatabase(dialect);
    const port = await freePort();
    env = {
      NODE_ENV: 'production',
      ALLOW_SQLITE_IN_PRODUCTION: 'yes',
      DATA_DIR: database.dataDir,
      ...(database.databaseUrl !== undefined && { DATABASE_URL: database.databaseUrl }),
      HOST: '127.0.0.1',
      PORT: String(port),
      SITE_URL: `http://localhost:${port}`,
      SESSION_KEYS: 'q8Jm2vXk0sZr5tYw9uBn3cDf6gHj1lPa',
      METRICS_TOKEN,
    };
    await startWorker();
    if (dialect === 'postgres') {
      web = startCommand(['web'], env);
      await web.untilPrinted(STARTED);
    }
    owner = createApiClient({ baseUrl: `http://127.0.0.1:${port}` });
    const { stdout } = await runCommand(['owner-link', '--json'], env);
    const token = new URL((JSON.parse(stdout) as { url: string }).url).searchParams.get('token') ?? '';
    await owner.acceptOwnerLink({ body: { ...OWNER, token } });
  }, TIMEOUT_MS);

  afterAll(async () => {
    for (const command of [web, worker]) {
      command?.signal('SIGKILL');
      await command?.ended;
    }
    await database.close();
  });

  async function startWorker(): Promise<void> {
    workerPort = dialect === 'postgres' ? String(await freePort()) : (env['PORT'] ?? '');
    worker = startCommand([dialect === 'postgres' ? 'worker' : 'start'], { ...env, PORT: workerPort });
    await worker.untilPrinted(STARTED);
  }
  async function draft(title: string, text = 'As it was.'): Promise<Entry> {
    const content = { title, slug: slugOf(title), body: { markdown: text } };
    return (await owner.createEntry({ body: { collection: 'posts', content } })).body;
  }
  async function change({ draft: { content, versionId }, id }: Entry, text: string): Promise<Entry> {
    const changed = { ...content, body: { markdown: text } };
    return (await owner.saveDraft({ id, ifMatch: versionId, body: { content: changed } })).body;
  }
  async function publish(entries: readonly Entry[]): Promise<void> {
    const { body } = await owner.publishBundle({ body: { entries: entries.map(publishing) } });
    await untilLive(body.publication?.seq ?? 0);
  }
  async function untilLive(seq: number) {
    return await vi.waitFor(async () => {
      const { body } = await owner.readPublication({ seq });
      expect(body.state).toBe('live');
      return body;
    }, PATIENCE);
  }
  async function schedule(items: Item[], due: Date) {
    const at = { time: due.toISOString().slice(0, -'.000Z'.length), timeZone: 'UTC' };
    const { body } = await owner.schedulePublication({ body: { at, entries: items } });
    expect(body).toMatchObject({ state: 'armed', dueAt: due.toISOString() });
    return body;
  }
  async function plan(items: Item[], at: Date): Promise<Plan> {
    const order = { entries: items, at: at.toISOString() };
    // What was published a moment ago may not be on every page yet.
    const { body } = await vi.waitFor(() => owner.planPublication({ body: order }), PATIENCE);
    expect(body.failures).toEqual([]);
    return body;
  }
  async function untilFired(id: string) {
    return await vi.waitFor(async () => {
      const { body } = await owner.readSchedule({ id });
      expect(body.state).toBe('fired');
      return body;
    }, PATIENCE);
  }
  const live = (file: string): string => join(database.dataDir, 'public/live', file);

  /** The release has changed what was planned and nothing else, and visitors get the very bytes. */
  async function expectPlanned({ pages }: Plan, seq: number | null): Promise<void> {
    const publication = await untilLive(seq ?? 0);
    const { body: release } = await owner.readRelease({ number: publication.release ?? 0 });
    expect(release.files.map(({ after, change: what, path }) => `${what} ${path} ${after?.hash}`)).toEqual(
      pages.map(({ change: what, hash, path }) => `${what} ${path} ${hash ?? undefined}`),
    );
    expect(publication.changedUrls).toEqual(pages.map(({ url }) => url));
    for (const { hash, path } of pages)
      expect({ path, hash: hashOf(live(fileOf(path))) }).toEqual({ path, hash });
  }

  test('an entry is public with the bytes that were planned for its second, whatever is saved meanwhile', async () => {
    const { due, entry, file, fired, planned } = await firedInTime();
    expect(fired.ledger.map(({ kind }) => kind)).toEqual(['armed', 'fired']);
    await expectPlanned(planned, fired.publication);
    const { body } = await owner.readEntry({ id: entry.id });
    expect(body).toMatchObject({ state: 'changed', publishedAt: due.toISOString(), scheduled: null });
    expect(readFileSync(live(file), 'utf8')).not.toContain('Saved since');
  });

  /** On a busy machine one may be late. It says so, in its bytes too: then another one is tried. */
  async function firedInTime() {
    for (let turn = 1; ; turn += 1) {
      const entry = await draft(`At its second ${turn}`);
      const file = `blog/at-its-second-${turn}/index.html`;
      const due = later(AHEAD_MS);
      const planned = await plan([publishing(entry)], due);
      const { id } = await schedule([publishing(entry)], due);
      await change(entry, 'Saved since.');
      expect(existsSync(live(file))).toBe(false);
      const fired = await untilFired(id);
      if (!fired.isLate || turn === MOST_TURNS) return { due, entry, file, fired, planned };
    }
  }

  test('a bundle and its withdrawal are on the target as planned while the whole site is rendered anew', async () => {
    const others = [];
    for (let number = 1; number <= OTHER_POSTS; number += 1) others.push(await draft(`Other ${number}`));
    await publish(others);
    const [old, going] = others;
    if (old === undefined || going === undefined) throw new Error('There are no posts.');
    const bundle = [
      publishing(await draft('New in the bundle')),
      publishing(await change(old, 'Changed in the bundle.')),
      withdrawing(going),
    ];
    const due = later(AHEAD_MS);
    const planned = await plan(bundle, due);
    const { id } = await schedule(bundle, due);
    const seenFired = new AbortController();
    const rebuilds: number[] = [];
    const keepRebuilding = async (): Promise<void> => {
      while (!seenFired.signal.aborted) {
        const { number } = await requestPublisherJob(database.database, { kind: 'rebuild' });
        rebuilds.push(Number(number));
      }
    };
    // While one is done, the next one has been asked for: there is no moment without.
    const rebuilding = Promise.all([keepRebuilding(), keepRebuilding()]);
    const fired = await untilFired(id).finally(() => seenFired.abort());
    await rebuilding;
    await expectPlanned(planned, fired.publication);
    expect(planned.pages).toContainEqual(
      expect.objectContaining({ change: 'removed', path: '/blog/other-2/' }),
    );
    expect(rebuilds.length).toBeGreaterThan(1);
  });

  test('of two that are due one after the other, a withdrawal undoes what the first one publishes', async () => {
    const entry = await draft('For a second');
    const due = later(AHEAD_MS);
    const afterwards = new Date(due.getTime() + 1_000);
    const coming = await schedule([publishing(entry)], due);
    const going = await schedule([withdrawing(entry)], afterwards);
    const [first, second] = [await untilFired(coming.id), await untilFired(going.id)];
    expect(second.publication).toBe((first.publication ?? 0) + 1);
    await untilLive(second.publication ?? 0);
    expect(existsSync(live('blog/for-a-second/index.html'))).toBe(false);
    const { body } = await owner.listPublications({ query: { entry: entry.id } });
    expect(body.publications.map(({ committedAt }) => committedAt)).toEqual([
      afterwards.toISOString(),
      due.toISOString(),
    ]);
  });

  test('late ones fire after downtime, in the order in which they were due', async () => {
    const entry = await draft('While nobody was there', 'The first text.');
    const due = later(AHEAD_MS);
    const afterwards = new Date(due.getTime() + 1_000);
    const first = await schedule([publishing(entry)], due);
    const newer = await change(entry, 'The second text.');
    const second = await schedule([publishing(newer)], afterwards);
    worker?.signal('SIGKILL');
    await worker?.ended;
    await sleep(Math.max(0, afterwards.getTime() + 1_500 - Date.now()));
    const shown = JSON.parse(
      (await runCommand(['schedule', 'list', '--state', 'armed', '--json'], env)).stdout,
    ) as {
      schedules: { id: string }[];
    };
    expect(shown.schedules.map(({ id }) => id)).toEqual([first.id, second.id]);
    await startWorker();
    const [one, two] = [await untilFired(first.id), await untilFired(second.id)];
    expect(two.publication).toBe((one.publication ?? 0) + 1);
    expect([one.isLate, two.isLate]).toEqual([true, true]);
    await untilLive(two.publication ?? 0);
    expect(readFileSync(live('blog/while-nobody-was-there/index.html'), 'utf8')).toContain(
      'The second text.',
    );
    // What is late says when it was published, and not when it should have been.
    const { body } = await owner.readEntry({ id: entry.id });
    expect(Date.parse(body.publishedAt ?? '')).toBeGreaterThan(afterwards.getTime());
  });

  test('Prometheus reads how late they were, of the process that fired them, and what is still to come', async () => {
    expect((await readMetrics({ port: workerPort, token: 'something else' })).status).toBe(401);
    await schedule([publishing(await draft('Next week'))], later(7 * 24 * 60 * 60_000));
    const answer = await readMetrics({ port: workerPort, token: METRICS_TOKEN });
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([
      200,
      expect.stringContaining('text/plain'),
    ]);
    const lines = (await answer.text()).split('\n');
    // It was started for the two that were late.
    for (const line of [
      'stillpress_schedule_lateness_seconds_count 2',
      'stillpress_schedule_lateness_seconds_bucket{le="1"} 0',
      'stillpress_schedules{state="armed"} 1',
      'stillpress_schedules{state="blocked"} 0',
      'stillpress_schedule_overdue_seconds 0',
      'stillpress_database_up 1',
      'stillpress_release_lag_seconds 0',
      'stillpress_publishing_trouble{kind="release"} 0',
      'stillpress_jobs{state="dead"} 0',
    ])
      expect(lines).toContain(line);
    // Each counts what is its own.
    const valueOf = (start: string): number =>
      Number(
        lines
          .find((line) => line.startsWith(start))
          ?.split(' ')
          .at(-1) ?? Number.NaN,
      );
    expect(valueOf('stillpress_released_seq ')).toBe(valueOf('stillpress_publication_seq '));
    expect(valueOf('stillpress_releases_total{reason="publication"}')).toBeGreaterThan(0);
    expect(valueOf('stillpress_pages_rendered_total ')).toBeGreaterThan(0);
    expect(valueOf('stillpress_release_stage_seconds_count{stage="target"}')).toBeGreaterThan(0);
  });

  test('every byte on the target is what a site made from nothing has', async () => {
    expect(await runCommand(['verify'], env)).toMatchObject({ code: 0 });
  });
});

async function readMetrics({ port, token }: { port: string; token: string }): Promise<Response> {
  const headers = { Authorization: `Bearer ${token}` };
  return await fetch(`http://127.0.0.1:${port}/metrics`, { headers });
}

/** A whole second. */
function later(ms: number): Date {
  return new Date(Math.ceil((Date.now() + ms) / 1_000) * 1_000);
}

function slugOf(title: string): string {
  return title.toLowerCase().replaceAll(' ', '-');
}

function fileOf(path: string): string {
  return path.endsWith('/') ? `${path.slice(1)}index.html` : path.slice(1);
}

function hashOf(file: string): string | null {
  return existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : null;
}
