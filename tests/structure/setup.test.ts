import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ROOT } from '../runner/run-program.ts';

/** A checkout whose only package is a local one, so that npm needs no network. */
let checkout: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'stillpress-setup-'));
  mkdirSync(join(checkout, 'setup'));
  for (const name of readdirSync(join(ROOT, 'setup')).filter((file) => file.endsWith('.mjs'))) {
    cpSync(join(ROOT, 'setup', name), join(checkout, 'setup', name));
  }
  writeJson('package.json', {
    name: 'fixture',
    version: '1.0.0',
    type: 'module',
    dependencies: { one: 'file:one' },
  });
  writeJson('one/package.json', { name: 'one', version: '1.0.0' });
  writeJson('package-lock.json', {
    name: 'fixture',
    version: '1.0.0',
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': { name: 'fixture', version: '1.0.0', dependencies: { one: 'file:one' } },
      'node_modules/one': { resolved: 'one', link: true },
      one: { version: '1.0.0' },
    },
  });
  mkdirSync(join(checkout, 'server/cli'), { recursive: true });
  writeFileSync(join(checkout, 'server/cli/stillpress.ts'), PROGRAM);
});

/** Stands in for the real program: shows its arguments, and what it does when it is told to stop. */
const PROGRAM = `
const words: string[] = process.argv.slice(2);
process.stdout.write(words.join(' ') + '\\n');
if (words.includes('wait')) {
  const timer = setInterval(() => {}, 1000);
  process.on('SIGTERM', () => {
    clearInterval(timer);
    process.stdout.write('stopped in order\\n');
    process.exitCode = 3;
  });
  process.stdout.write('waiting\\n');
}
`;

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  rmSync(checkout, { recursive: true, force: true });
});

test('the first run installs and says so; the second does nothing, without network, and says nothing', async () => {
  const first = await run('status', '--json');
  expect(first.stderr).toMatch(/^Setup: installing the npm packages … \d+\.\d s\n$/);
  expect(first.stdout).toBe('status --json\n');
  expect(existsSync(join(checkout, 'node_modules/one/package.json'))).toBe(true);

  // Whatever it asked npm for now would fail.
  const second = await run('status', '--json');
  expect(second).toEqual({ code: 0, stdout: 'status --json\n', stderr: '' });
});

test('a node_modules that an interruption left half made is made anew', async () => {
  mkdirSync(join(checkout, 'node_modules/left-over'), { recursive: true });
  writeFileSync(join(checkout, 'node_modules/.package-lock.json'), '{ "packages": { "node_mod');
  const { code } = await run();
  expect(code).toBe(0);
  expect(readdirSync(join(checkout, 'node_modules')).sort()).toContain('one');
  expect(existsSync(join(checkout, 'node_modules/left-over'))).toBe(false);
});

test('what "npm install" has made already is not installed again', async () => {
  await run();
  rmSync(join(checkout, 'node_modules/.stillpress-setup'));
  expect((await run()).stderr).toBe('');
});

test('a changed lock file is installed', async () => {
  await run();
  const lock = readFileSync(join(checkout, 'package-lock.json'), 'utf8');
  writeJson('two/package.json', { name: 'two', version: '1.0.0' });
  writeFileSync(
    join(checkout, 'package-lock.json'),
    lock
      .replace('"one": "file:one"', '"one": "file:one", "two": "file:two"')
      .replace(
        '"one": {\n',
        '"two": { "version": "1.0.0" }, "node_modules/two": { "resolved": "two", "link": true },\n"one": {\n',
      ),
  );
  writeJson('package.json', {
    name: 'fixture',
    version: '1.0.0',
    dependencies: { one: 'file:one', two: 'file:two' },
  });
  expect((await run()).stderr).toContain('installing');
  expect(existsSync(join(checkout, 'node_modules/two/package.json'))).toBe(true);
});

test('two set-ups at once: one installs, the other waits, both run', async () => {
  const results = await Promise.all([run('a'), run('b')]);
  expect(results.map(({ code, stdout }) => `${code} ${stdout}`)).toEqual(['0 a\n', '0 b\n']);
  const told = results.map(({ stderr }) => stderr).join('');
  expect(told.match(/installing/g)).toHaveLength(1);
  expect(existsSync(join(checkout, '.runtime/setup.lock'))).toBe(false);
});

test('the lock of a process that has died is taken over', async () => {
  const dead = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(dead, 'exit');
  writeJson('.runtime/setup.lock', { token: 'old', host: hostname(), pids: [dead.pid] });
  expect((await run()).code).toBe(0);
});

test('a lock file that does not fit package.json is refused with what to do', async () => {
  writeJson('two/package.json', { name: 'two', version: '1.0.0' });
  writeJson('package.json', {
    name: 'fixture',
    version: '1.0.0',
    dependencies: { one: 'file:one', two: 'file:two' },
  });
  const { code, stderr, stdout } = await run();
  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toContain('package.json and package-lock.json disagree. Run "npm install --ignore-scripts"');
});

test('what has been compiled is kept for the next command, where there is a place for it', async () => {
  const runtime = join(checkout, '.runtime');
  expect(await run('once')).toMatchObject({ code: 0, stdout: 'once\n' });
  expect(readdirSync(join(runtime, 'compiled'))).not.toEqual([]);
  rmSync(runtime, { recursive: true });
  writeFileSync(runtime, 'no folder');
  expect(await run('again')).toMatchObject({ code: 0, stdout: 'again\n', stderr: '' });
});

test('SIGTERM reaches the program, and its exit code comes back', async () => {
  const child = start('wait');
  const exited = once(child, 'exit');
  const lines = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (line === 'waiting') child.kill('SIGTERM');
  }
  await exited;
  expect(lines).toEqual(['wait', 'waiting', 'stopped in order']);
  expect(child.exitCode).toBe(3);
});

async function run(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = start(...args);
  const exited = once(child, 'exit');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await exited;
  return { code: child.exitCode, stdout, stderr };
}

function start(...args: string[]): ChildProcessByStdio<null, Readable, Readable> {
  // What is compiled goes where the set-up keeps it, and not to where these tests do.
  const { NODE_COMPILE_CACHE: _, ...environment } = process.env;
  const child = spawn(process.execPath, [join(checkout, 'setup/stillpress.mjs'), ...args], {
    cwd: checkout,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Nothing in here may need a network.
    env: { ...environment, npm_config_offline: 'true' },
  });
  children.push(child);
  return child;
}

function writeJson(path: string, content: unknown): void {
  mkdirSync(join(checkout, path, '..'), { recursive: true });
  writeFileSync(join(checkout, path), `${JSON.stringify(content, null, 2)}\n`);
}
