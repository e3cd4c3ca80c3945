import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ask } from '../support/ask.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../support/databases.ts';
import { freePort } from '../support/free-port.ts';
import { machine, makeImage, type Image, type Owner } from './image-steps.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 600_000 });

const NOBODY = 65_534;
const UNTIL = { timeout: 120_000, interval: 200 };

/** Where no container engine runs: the same commands in clean folders, and the program as an ordinary user. */
describe.skipIf(!DIALECTS.includes('postgres'))('what the Dockerfile makes, outside a container', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stillpress-image-'));
  const owner: Owner = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  let database: TestDatabase;
  let image: Image;
  let port: number;
  let running: ChildProcess[];
  let said = '';

  beforeAll(async () => {
    running = [];
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, 'home'));
    const settings = join(homedir(), '.npmrc');
    if (existsSync(settings))
      writeFileSync(join(folder, 'home/.npmrc'), readFileSync(settings), { mode: 0o644 });
    if (owner.uid !== undefined && owner.gid !== undefined)
      chownSync(join(folder, 'home'), owner.uid, owner.gid);
    database = await openTestDatabase('postgres', { migrated: false });
    port = await freePort();
    image = makeImage({ folder, owner });
    writeFileSync(join(folder, 'session_keys'), 'q8Jm2vXk0sZr5tYw9uBn3cDf6gHj1lPa\n', { mode: 0o644 });
  });
  afterAll(async () => {
    for (const child of running) {
      const ended = once(child, 'exit');
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await ended;
      }
    }
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const within = (path: string): string => join(image.root, path);

  function start(command: readonly string[], more: Record<string, string> = {}) {
    const [, ...flags] = image.entryPoint;
    const { DATA_DIR = '', TARGET = '' } = image.environment;
    const child = spawn(process.execPath, [...flags, ...command], {
      ...owner,
      cwd: within(image.workFolder),
      env: {
        ...machine(folder),
        ...image.environment,
        HOST: '127.0.0.1',
        DATA_DIR: within(DATA_DIR),
        TARGET: `disk:${within(TARGET.replace('disk:', ''))}`,
        DATABASE_URL: database.databaseUrl,
        SITE_URL: `http://localhost:${port}`,
        SESSION_KEYS_FILE: join(folder, 'session_keys'),
        ...more,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr.on('data', (part: Buffer) => (said += part.toString()));
    running.push(child);
    return child;
  }

  test('holds the program and the authoring interface, and no development packages', () => {
    expect(image.command).toEqual(['web']);
    expect(existsSync(within('/app/admin/dist/index.html'))).toBe(true);
    expect(existsSync(within('/app/node_modules/astro'))).toBe(true);
    expect(existsSync(within('/app/node_modules/vitest'))).toBe(false);
    // Packages and users of the distribution alone.
    expect(image.notRun).toHaveLength(2);
  });

  test('migrates, publishes and answers as an ordinary user, with secrets from files', async () => {
    for (const path of ['/var/lib/stillpress', '/srv/stillpress/public', '/app/.astro']) {
      mkdirSync(within(path), { recursive: true });
      if (owner.uid !== undefined && owner.gid !== undefined) chownSync(within(path), owner.uid, owner.gid);
    }
    const [code] = (await once(start(['migrate', 'up']), 'exit')) as [number | null];
    expect(code).toBe(0);
    start(['worker'], { PORT: String(await freePort()) });
    const web = start(image.command, { PORT: String(port) });
    await vi.waitFor(async () => {
      expect({ exitCode: web.exitCode, said }).toMatchObject({ exitCode: null });
      const { status, text } = await ask(port, '/readyz');
      expect({ status, text }).toMatchObject({ status: 200 });
    }, UNTIL);
    expect((await ask(port, '/admin/')).text).toContain('<title>');
    expect((await ask(port, '/')).status).toBe(200);
  });
});
