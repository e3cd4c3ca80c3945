import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import type { Cli } from './cli.ts';
import { EXIT } from './exit-codes.ts';
import { createOwnerLink } from '../accounts/create-owner-link.ts';
import { acceptOwnerLink } from '../accounts/accept-owner-link.ts';
import { openDatabase } from '../store/database.ts';
import { runCommandLine } from '../../tests/support/run-command-line.ts';
import { createProgram } from './run-cli.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'stillpress-cli-'));
afterAll(() => rmSync(dataDir, { recursive: true }));

const run = (args: string[], env: Record<string, string> = {}) =>
  runCommandLine(args, { DATA_DIR: dataDir, ...env });

const SILENT: Cli = { env: {}, isTerminal: false, print: () => {}, note: () => {} };
const page = readFileSync(join(import.meta.dirname, '../../docs/cli.md'), 'utf8');

/** Every command that does something, as it is typed. */
function commandLines(command: Command, prefix: string[] = []): string[][] {
  return command.commands.flatMap((child) => {
    const line = [...prefix, child.name()];
    return child.commands.length > 0 ? commandLines(child, line) : [line];
  });
}

const LINES = commandLines(createProgram(SILENT));

test('docs/cli.md has a section for each subcommand and for nothing else', () => {
  const sections = [...page.matchAll(/^## `stillpress ([a-z-]+)`$/gm)].map(([, name]) => name);
  expect(sections).toEqual([...new Set(LINES.map(([name]) => name))]);
});

test('docs/cli.md lists the exit codes', () => {
  const rows = [...page.matchAll(/^\| (\d) +\| ([a-z]+) +\|/gm)].map(([, code, name]) => [
    name,
    Number(code),
  ]);
  expect(Object.fromEntries(rows)).toEqual(EXIT);
});

test.each(LINES.map((line) => ({ line: line.join(' ') })))(
  'stillpress $line --help shows examples',
  async ({ line }) => {
    const { code, out } = await run([...line.split(' '), '--help']);
    expect(code).toBe(EXIT.ok);
    expect(out).toMatch(/Examples:\n {2}\$ /);
  },
);

test('the version is the one of the package', async () => {
  expect(await run(['--version'])).toMatchObject({ code: EXIT.ok, out: packageJson.version });
});

test('behind the name of a subcommand, --version is the version of an entry', async () => {
  const { code, out } = await run(['plan', '--entry', 'x', '--version', '1']);
  expect({ code, out }).toEqual({ code: EXIT.database, out: '' });
});

test.each([[['nonsense']], [['status', '--nonsense']], [['migrate', 'down', '--steps', 'all']], [[]]])(
  '%j is refused with exit code 2 and a way to help',
  async (args) => {
    const { code, out, err } = await run(args);
    expect({ code, out }).toEqual({ code: EXIT.usage, out: '' });
    expect(err).toContain('--help');
  },
);

describe('failures', () => {
  test('a wrong configuration names every variable, without a stack trace', async () => {
    const { code, out, err } = await run(['status'], { PORT: 'x', TARGET: 'y' });
    expect({ code, out }).toEqual({ code: EXIT.configuration, out: '' });
    expect(err).toMatch(/^.*each one\.\n {2}PORT: .*\n {2}TARGET: .*\n {2}code: config-invalid$/);
  });

  test('a wrong content model is named with its file and what is wrong, as no fault of the program', () => {
    const hook = `import { registerHooks } from 'node:module';
      registerHooks({ load: (url, context, next) => {
        const loaded = next(url, context);
        if (!url.endsWith('/site/content-model.ts')) return loaded;
        return { ...loaded, source: String(loaded.source).replace("defaultLocale: 'en'", "defaultLocale: 'fr'") };
      } });`;
    const program = join(import.meta.dirname, 'stillpress.ts');
    const preload = `data:text/javascript,${encodeURIComponent(hook)}`;
    const env = { PATH: process.env['PATH'], DATA_DIR: dataDir };
    const { status, stderr } = spawnSync(process.execPath, ['--import', preload, program, 'status'], { env });
    expect(String(stderr)).toMatch(
      /^stillpress: site\/content-model\.ts: .*\n- defaultLocale: "fr" .*\n.*\n {2}code: template-build-failed\n$/,
    );
    expect(status).toBe(EXIT.template);
  });

  test('LOG_LEVEL=debug shows the stack trace', async () => {
    expect((await run(['status'], { PORT: 'x', LOG_LEVEL: 'debug' })).err).toMatch(/\n {4}at /);
    expect((await run(['status'], { PORT: 'x' })).err).not.toMatch(/\n {4}at /);
  });

  test('a database that cannot be reached is exit code 4, and its password is not shown', async () => {
    const { code, err } = await run(['status'], { DATABASE_URL: 'postgres://me:hunter2@127.0.0.1:1/cms' });
    expect(code).toBe(EXIT.database);
    expect(err).toContain('reason: connect ECONNREFUSED');
    expect(err).toContain('code: database-unavailable');
    expect(err).not.toContain('hunter2');
  });
});

const MAKES_AN_INSTALLATION = new Set(['start', 'web', 'worker', 'openapi']);

const states = async (): Promise<Set<string>> => {
  const migrations: { state: string }[] = JSON.parse((await run(['migrate', 'status', '--json'])).out);
  return new Set(migrations.map(({ state }) => state));
};

/** What a command must be given to be understood. */
const ARGUMENTS: Readonly<Record<string, string[]>> = {
  plan: ['--entry', '01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10'],
  'media usage': ['01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10'],
  'jobs show': ['01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10'],
  'webhooks deliveries': ['x'],
  'webhooks redeliver': ['x'],
  'schedule publish': ['01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10', '--at', '2026-10-25T09:30', '--zone', 'UTC'],
  'schedule withdraw': ['01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10', '--at', '2026-10-25T09:30', '--zone', 'UTC'],
  'schedule show': ['x'],
  'schedule move': ['x', '--at', '2026-10-25T09:30', '--zone', 'Europe/Berlin'],
  'schedule cancel': ['x'],
  'preview-link make': ['x'],
  'preview-link list': ['x'],
  'preview-link revoke': ['x'],
  'user reset-second-factors': ['olga@example.org'],
  'jobs retry': ['01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10'],
  'jobs drop': ['01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10'],
  'release show': ['1'],
  'release diff': ['1', '2'],
  'backup restore': ['latest'],
  'release rollback': ['1'],
  revert: ['1'],
  takedown: ['01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10', '--reason', 'a court order'],
};

/** What is read and restored is the backup: there may be nothing else left. */
const NEED_NO_INSTALLATION = new Set(['backup list', 'backup restore', 'backup verify']);

describe('where there is no installation', () => {
  const nowhere = join(dataDir, 'no', 'where');

  // The doctor says so among all that it finds.
  const lines = LINES.filter(
    ([name = '', verb]) =>
      !MAKES_AN_INSTALLATION.has(name) &&
      !NEED_NO_INSTALLATION.has(`${name} ${verb}`) &&
      verb !== 'up' &&
      name !== 'doctor',
  );

  test.each(lines.map((line) => line.join(' ')))('%s says so, and makes nothing', async (line) => {
    const { code, err } = await run([...line.split(' '), ...(ARGUMENTS[line] ?? [])], { DATA_DIR: nowhere });
    expect({ code, err }).toEqual({ code: EXIT.database, err: expect.stringContaining(nowhere) });
    expect(err).toContain('code: no-installation');
    expect(existsSync(join(dataDir, 'no'))).toBe(false);
  });

  test('migrate up makes one', async () => {
    expect((await run(['migrate', 'up'], { DATA_DIR: nowhere })).code).toBe(EXIT.ok);
    expect((await run(['status'], { DATA_DIR: nowhere })).code).toBe(EXIT.ok);
  });
});

test('a host that is no address is a matter of configuration', async () => {
  const { code, err } = await run(['start'], { HOST: '300.1.1.1', DATA_DIR: join(dataDir, 'none') });
  expect({ code, err }).toEqual({
    code: EXIT.configuration,
    err: expect.stringContaining('HOST: "300.1.1.1"'),
  });
});

test('a database file that cannot be opened is explained once, with the reason of the system', async () => {
  const file = join(dataDir, 'a-file');
  writeFileSync(file, '');
  const { code, err } = await run(['migrate', 'up'], { DATA_DIR: join(file, 'below') });
  expect(code).toBe(EXIT.database);
  expect(err.match(/ENOTDIR/g)).toHaveLength(1);
});

/** `start` and `migrate` bring the schema up to date; `openapi` asks no database; `doctor` says so among all that it finds. */
const NEED_NO_SCHEMA = new Set(['start', 'migrate', 'openapi', 'doctor']);

/** In order: each one goes on from the state that the one before has left. */
describe('on a new database', () => {
  beforeAll(async () => (await openDatabase({ dataDir })).close());

  test('commands that need the schema say what to do', async () => {
    for (const line of LINES.filter(([name = '']) => !NEED_NO_SCHEMA.has(name))) {
      if (NEED_NO_INSTALLATION.has(line.join(' '))) continue;
      const words = [...line, ...(ARGUMENTS[line.join(' ')] ?? [])];
      const { code, err } = await run(words, { PORT: '0', SITE_URL: 'http://localhost:4000' });
      expect({ line, code }).toEqual({ line, code: EXIT.database });
      expect(err).toContain('stillpress migrate up');
    }
  });

  test('migrate up applies everything once', async () => {
    expect(await states()).toEqual(new Set(['pending']));
    expect((await run(['migrate', 'up'])).out).toMatch(/^applied {2}0001-/);
    expect((await run(['migrate', 'up'])).out).toBe('Nothing to do.');
    expect(await states()).toEqual(new Set(['applied']));
  });

  test('status is the same for people and for programs', async () => {
    expect((await run(['status'])).out).toMatch(/^log head +publication 0$/m);
    expect(JSON.parse((await run(['status', '--json'])).out)).toMatchObject({
      database: 'sqlite',
      logHead: { seq: 0 },
      applied: null,
      behind: 0,
      pin: null,
      releases: [],
      target: { kind: 'disk', root: join(dataDir, 'public'), live: null },
    });
  });

  test('owner-link prints the link alone on stdout', async () => {
    const { code, out } = await run(['owner-link'], { ADMIN_URL: 'https://cms.example.org/admin' });
    expect(code).toBe(EXIT.ok);
    expect(out).toMatch(/^https:\/\/cms\.example\.org\/admin\/setup\?token=[\w-]{32,}$/);
  });

  test('owner-link says that there is an owner once there is one', async () => {
    const database = await openDatabase({ dataDir });
    const now = new Date();
    const link = await createOwnerLink(database, { now });
    await acceptOwnerLink(database, {
      token: link?.token ?? '',
      email: 'owner@example.org',
      name: 'Olga Owner',
      password: 'correct horse battery',
      client: { address: null, userAgent: null },
      now,
      correlationId: null,
    });
    await database.close();
    const { code, err } = await run(['owner-link']);
    expect(code).toBe(EXIT.failed);
    expect(err).toContain('code: owner-exists');
  });

  test('migrate down deletes no content that nobody gave up: it says what there is, and changes nothing', async () => {
    const before = await run(['migrate', 'status', '--json']);
    const { code, out, err } = await run(['migrate', 'down']);
    expect({ code, out }).toEqual({ code: EXIT.failed, out: '' });
    expect(err).toMatch(/takes back \d{4}-\S+.* holds accounts: 1\..*--yes/);
    expect(err).toContain('code: confirmation-required');
    expect(await run(['migrate', 'status', '--json'])).toEqual(before);
  });

  test('migrate down takes it back when told to', async () => {
    const all = ['migrate', 'down', '--steps', '99', '--yes', '--json'];
    expect((await run(all)).out).toContain('"direction": "down"');
    expect(await states()).toEqual(new Set(['pending']));
    expect((await run(['migrate', 'down'])).out).toBe('Nothing to do.');
  });

  test('migrate down asks of nobody where there is nothing to lose, but in production', async () => {
    await run(['migrate', 'up']);
    const production = {
      NODE_ENV: 'production',
      SITE_URL: 'https://example.org',
      SESSION_KEYS: 'q8Jm2vXk0sZr5tYw9uBn3cDf6gHj1lPa',
      ALLOW_SQLITE_IN_PRODUCTION: 'yes',
    };
    expect((await run(['migrate', 'down'], production)).err).toContain('This is a production database.');
    expect((await run(['migrate', 'down'])).code).toBe(EXIT.ok);
  });
});

test('openapi prints the document', async () => {
  expect(JSON.parse((await run(['openapi'])).out)).toMatchObject({ openapi: '3.1.0' });
});
