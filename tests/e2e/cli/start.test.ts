import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEntry } from '../../../server/authoring/create-entry.ts';
import { publishEntries } from '../../../server/authoring/publish-entries.ts';
import { commandContext } from '../../../server/cli/command-context.ts';
import { openDatabase } from '../../../server/store/database.ts';
import { ask } from '../../support/ask.ts';
import { freePort } from '../../support/free-port.ts';
import { runCommand, startCommand } from './run-stillpress.ts';
import type { RunningCommand } from './run-stillpress.ts';

/** The templates are built once, with everything else that runs on the machine. */
const START_TIMEOUT_MS = 120_000;
const ADMIN_FOLDER = join(import.meta.dirname, '../../../admin');
const READY = 'Ctrl-C stops it.';

const dataDir = mkdtempSync(join(tmpdir(), 'stillpress-start-'));
let port: number;
let env: Record<string, string>;
let server: RunningCommand;

function adminFolders(): string[] {
  return readdirSync(ADMIN_FOLDER).filter((name) => name.startsWith('dist.building-'));
}

/** In order: one installation, from its first start on. */
describe('stillpress start', { timeout: START_TIMEOUT_MS }, () => {
  beforeAll(async () => {
    port = await freePort();
    env = { DATA_DIR: dataDir, PORT: String(port) };
    server = startCommand(['start'], env);
  }, START_TIMEOUT_MS);

  afterAll(async () => {
    server.signal('SIGKILL');
    await server.ended;
    rmSync(dataDir, { recursive: true });
  });

  test('ends at once when it is broken off, and leaves nothing that would keep the next one from starting', async () => {
    await server.untilPrinted('Database is ready');
    server.signal('SIGTERM');
    expect(await server.ended).toEqual({ code: 0, signal: null });
    server = startCommand(['start'], env);
    await server.untilPrinted(READY);
  });

  test('prints the addresses, and a link for the owner', () => {
    const text = server.stdout();
    expect(text).toContain(`http://localhost:${port}/\n`);
    expect(text).toContain(`http://localhost:${port}/admin\n`);
    expect(text).toContain(`http://localhost:${port}/api/docs\n`);
    expect(text).toMatch(new RegExp(`http://localhost:${port}/admin/setup\\?token=[\\w-]{32,}\n`));
  });

  test('writes log lines that a program can read, each on its own, without secrets', () => {
    const lines = server.stdout().split('\n');
    const records = lines.filter((line) => line.startsWith('{')).map((line): unknown => JSON.parse(line));
    expect(records).toContainEqual(expect.objectContaining({ msg: 'released', level: 'info' }));
    expect(JSON.stringify(records)).not.toContain('token=');
  });

  test('serves the demo site, the admin, the API and its docs on one port', async () => {
    for (const path of ['/', '/admin/', '/api/docs', '/api/v1/openapi.json', '/readyz'])
      expect({ path, status: (await ask(port, path)).status }).toEqual({ path, status: 200 });
    expect((await ask(port, '/nothing/here/')).status).toBe(404);
    expect((await ask(port, '/')).text).toContain('The Long Margin');
  });

  test('keeps the session keys to its owner', () => {
    expect(statSync(join(dataDir, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  test('a second one says that the first one runs', async () => {
    const { code, stderr } = await runCommand(['start'], env);
    expect(code).toBe(5);
    expect(stderr).toContain(`already running on port ${port}`);
  });

  test('a second one on another port does not publish to the same target', async () => {
    const other = await freePort();
    const { code, stderr } = await runCommand(['start'], {
      ...env,
      PORT: String(other),
      SITE_URL: `http://localhost:${port}`,
    });
    expect(code).toBe(5);
    expect(stderr).toContain('code: publisher-busy');
  });

  test('a port that someone else has is named, with a way out', async () => {
    const stranger = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    const address = stranger.address();
    const taken = typeof address === 'object' ? String(address?.port) : '';
    const newFolder = join(dataDir, 'not', 'made');
    const before = adminFolders();
    const { code, stderr } = await runCommand(['start'], { ...env, DATA_DIR: newFolder, PORT: taken });
    stranger.close();
    expect(existsSync(join(dataDir, 'not'))).toBe(false);
    expect(adminFolders()).toEqual(before);
    expect(code).toBe(5);
    expect(stderr).toMatch(new RegExp(`Port ${taken} is taken by another program.*PORT=`));
    expect(stderr).toContain('code: cannot-listen');
  });

  test('status and rebuild work beside it', async () => {
    const status = JSON.parse((await runCommand(['status', '--json'], env)).stdout) as {
      releases: { number: number }[];
    };
    expect(status).toMatchObject({ logHead: { seq: 1 }, applied: { seq: 1 }, behind: 0 });
    const { code, stdout } = await runCommand(['rebuild', '--json'], env);
    expect(code).toBe(0);
    const release = JSON.parse(stdout) as { number: number };
    expect(release).toMatchObject({ reason: 'rebuild', created: 0, changed: 0, removed: 0 });
    expect(release.number).toBeGreaterThan(status.releases[0]?.number ?? 0);
  });

  test('ends in order on SIGTERM, with idle connections open', async () => {
    const agent = new Agent({ keepAlive: true });
    const outgoing = request({ port, path: '/healthz', agent }).end();
    const [incoming] = (await once(outgoing, 'response')) as [NodeJS.ReadableStream];
    incoming.resume();
    await once(incoming, 'end');
    server.signal('SIGTERM');
    expect(await server.ended).toEqual({ code: 0, signal: null });
    agent.destroy();
    expect(server.stdout()).toContain('"msg":"stopped"');
    expect(server.stderr()).toBe('');
  });

  test('starts again with nothing to do: no second demo, no new release', async () => {
    server = startCommand(['start'], env);
    await server.untilPrinted(READY);
    expect(server.stdout()).not.toContain('"msg":"released"');
    expect(server.stdout()).not.toContain('"msg":"templates built"');
    const { logHead } = JSON.parse((await runCommand(['status', '--json'], env)).stdout) as {
      logHead: { seq: number };
    };
    expect(logHead.seq).toBe(1);
  });

  test('Ctrl-C stops it, also when npm passes the same one on', async () => {
    server.signal('SIGINT');
    server.signal('SIGINT');
    expect(await server.ended).toEqual({ code: 0, signal: null });
  });

  test('does not call the templates built when they are not, and says why the old ones are used', async () => {
    expect(server.stdout()).toContain('Templates are built');
    // A key that Astro cannot use keeps any new build from being made.
    const database = new Sqlite(join(dataDir, 'stillpress.sqlite'));
    const { template_key: key } = database.prepare('select template_key from installation').get() as {
      template_key: string;
    };
    const setKey = database.prepare('update installation set template_key = ?');
    setKey.run('no key');
    server = startCommand(['start'], env);
    await server.untilPrinted(READY);
    expect(server.stdout()).toContain('Last good build is used');
    expect(server.stdout()).toContain('The templates in site/ cannot be used.');
    expect(server.stdout()).not.toContain('Templates are built');
    expect((await ask(port, '/')).status).toBe(200);
    server.signal('SIGTERM');
    await server.ended;
    setKey.run(key);
    database.close();
  });

  test('rebuild works while nothing runs', async () => {
    const { code, stdout } = await runCommand(['rebuild'], env);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Release \d+: \d+ pages rendered/);
  });

  test('comes up while the site is held, and says where, and what waits', async () => {
    const { code } = await runCommand(['release', 'rollback', '1', '--reason', 'a try'], env);
    expect(code).toBe(0);
    await publishPage('Waiting');
    server = startCommand(['start'], env);
    await server.untilPrinted(READY);
    expect(server.stdout()).toMatch(/^ {2}Site is held/m);
    expect(server.stdout()).toMatch(
      /^ {2}The site is held at release 1 since \S+: a try; 1 publication waits for "stillpress release resume"\.$/m,
    );
    expect(server.stdout()).not.toContain('Site is published');
    expect(server.stdout()).toContain('"msg":"started"');
    expect((await ask(port, '/readyz')).status).toBe(200);
    expect((await ask(port, '/waiting/')).status).toBe(404);
    const { stdout } = await runCommand(['status'], env);
    expect(stdout).toMatch(/^pages +those of release 1; once the site is resumed: \d+/m);
    expect((await runCommand(['release', 'resume'], env)).code).toBe(0);
    await server.untilPrinted('"msg":"released"');
    expect((await ask(port, '/waiting/')).status).toBe(200);
  });

  test('that was killed is not called running', async () => {
    const { pid } = server;
    const running = await runCommand(['status'], env);
    expect(running.stdout).toMatch(new RegExp(`^publisher +process ${pid}$`, 'm'));
    server.signal('SIGKILL');
    await server.ended;
    const { stdout } = await runCommand(['status'], env);
    expect(stdout).toMatch(/^publisher +none runs here; the last one ended without saying so$/m);
    expect(JSON.parse((await runCommand(['status', '--json'], env)).stdout)).toMatchObject({
      isPublishing: false,
      publisher: { pid, state: 'gone' },
    });
  });
});

/** By another process than the one that publishes. */
async function publishPage(title: string): Promise<void> {
  const database = await openDatabase({ databaseUrl: undefined, dataDir, log: pino({ level: 'silent' }) });
  const { call, context } = commandContext(database);
  const content = { title, slug: title.toLowerCase() };
  const page = await createEntry(context, { ...call, collection: 'pages', locale: 'en', content });
  const entries = [{ entryId: page.id, expectedVersionId: page.draft.versionId }];
  await publishEntries(context, { ...call, entries });
  await database.close();
}
