import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { copyStartedSite, FIRST_START_MS, type StartedSite } from '../../support/started-site.ts';
import { readEvents } from '../api/read-events.ts';
import { startCommand } from './run-stillpress.ts';
import type { RunningCommand } from './run-stillpress.ts';

const DOCUMENT = join(import.meta.dirname, '../../../docs/api.md');
const RELEASES = 'curl -b cookies.txt $API/releases';
const PATIENCE = { timeout: 30_000, interval: 100 };
const run = promisify(execFile);

const folder = mkdtempSync(join(tmpdir(), 'stillpress-walk-'));
let site: StartedSite;
let server: RunningCommand;

beforeAll(async () => {
  site = await copyStartedSite();
  server = startCommand(['start'], { DATA_DIR: site.dataDir, PORT: String(site.port) });
  await server.untilPrinted('Ctrl-C stops it.');
}, FIRST_START_MS);
afterAll(async () => {
  server.signal('SIGKILL');
  await server.ended;
  site.remove();
  rmSync(folder, { recursive: true });
});

/** The commands of the shell blocks in their order, each with its continuation lines. */
function commandsOf(document: string): string[] {
  const blocks = [...document.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block);
  return blocks
    .join('')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line.startsWith('curl '));
}

test('the walk of docs/api.md leads from a first start to its end', { timeout: FIRST_START_MS }, async () => {
  const [, token = ''] = /token=([\w-]+)/.exec(server.stdout()) ?? [];
  const commands = commandsOf(readFileSync(DOCUMENT, 'utf8'));
  expect(commands.length).toBeGreaterThan(10);
  // What a reader takes from the answers.
  const seen = {
    API: `http://localhost:${site.port}/api/v1`,
    ENTRY: '',
    VERSION: '',
    OLD: '',
    INVITE: '',
    RESET: '',
    TOKEN: '',
  };
  for (const command of commands) {
    if (command.includes('/releases/resume')) await untilHeld(seen);
    if (command.includes('$INVITE')) seen.INVITE = await untilMailed('invite');
    if (command.includes('$RESET')) seen.RESET = await untilMailed('reset');
    const answer = await ask(command.replace('"token":"…"', `"token":"${token}"`), seen);
    seen.ENTRY ||=
      /^location: (\/api\/v1\/entries\/\S+)/im.exec(answer)?.[1]?.replace('/api/v1', seen.API) ?? '';
    seen.OLD ||= /"versions":.*"id":"([^"]+)"[^{]*\}\],"nextCursor":null\}$/.exec(answer)?.[1] ?? '';
    seen.TOKEN ||= /"token":"(sp_[^"]+)"/.exec(answer)?.[1] ?? '';
    seen.VERSION = /^etag: (\S+)/im.exec(answer)?.[1] ?? seen.VERSION;
  }
});

test('a stream of events ends whole, and the process with it, when it is told to stop', async () => {
  const jar = readFileSync(join(folder, 'cookies.txt'), 'utf8');
  const cookies = new Map(
    jar.split('\n').flatMap((line) => {
      const [name, value] = line.split('\t').slice(-2);
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );
  const reader = await readEvents({ cookies }, { port: site.port });
  await reader.until((told) => told.length > 0);
  server.signal('SIGTERM');
  await reader.ended;
  expect(reader.isWhole()).toBe(true);
  expect((await server.ended).code).toBe(0);
});

/** A rollback is accepted first and made a moment later. */
async function untilHeld(seen: Record<string, string>): Promise<void> {
  const isHeld = async () => expect(await ask(RELEASES, seen)).not.toContain('"pin":null');
  await vi.waitFor(isHeld, PATIENCE);
}

/** The token of a link: without a mail server, the mail is in the log. */
async function untilMailed(page: string): Promise<string> {
  return await vi.waitFor(() => {
    const [, token] = new RegExp(`/admin/${page}#([\\w-]+)`).exec(server.stdout()) ?? [];
    expect(token).toBeDefined();
    return token ?? '';
  }, PATIENCE);
}

/** Fails, with the answer, where the server refuses. */
async function ask(command: string, seen: Record<string, string>): Promise<string> {
  const strict = 'curl() { command curl --silent --show-error --fail-with-body "$@"; }';
  try {
    const env = { PATH: process.env['PATH'], ...seen };
    return (await run('bash', ['--norc', '-c', `${strict}\n${command}`], { cwd: folder, env })).stdout;
  } catch (error) {
    const { stdout = '' } = error as { stdout?: string };
    throw new Error(`${command}\n${stdout}`, { cause: error });
  }
}
