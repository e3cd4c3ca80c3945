import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import type { Cli } from './cli.ts';
import { EXIT } from './exit-codes.ts';
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
    expect(err).toMatch(/PORT: .*\n.*TARGET: .*\n {2}code: config-invalid$/);
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

/** `start` and `migrate` bring the schema up to date; `openapi` asks no database. */
const NEED_NO_SCHEMA = new Set(['start', 'migrate', 'openapi']);

const states = async (): Promise<Set<string>> => {
  const migrations: { state: string }[] = JSON.parse((await run(['migrate', 'status', '--json'])).out);
  return new Set(migrations.map(({ state }) => state));
};

/** What a command must be given to be understood. */
const ARGUMENTS: Readonly<Record<string, string[]>> = {
  plan: ['--entry', '01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10'],
  'release show': ['1'],
  'release diff': ['1', '2'],
  'release rollback': ['1'],
  revert: ['1'],
  takedown: ['01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10', '--reason', 'a court order'],
};

/** In order: each one goes on from the state that the one before has left. */
describe('on a new database', () => {
  test('commands that need the schema say what to do', async () => {
    for (const line of LINES.filter(([name = '']) => !NEED_NO_SCHEMA.has(name))) {
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

  test('migrate down takes it back', async () => {
    const { out } = await run(['migrate', 'down', '--steps', '100', '--json']);
    expect(out).toContain('"direction": "down"');
    expect(await states()).toEqual(new Set(['pending']));
  });
});

test('openapi prints the document', async () => {
  expect(JSON.parse((await run(['openapi'])).out)).toMatchObject({ openapi: '3.1.0' });
});
