import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ask } from '../../support/ask.ts';
import { freePort } from '../../support/free-port.ts';
import { runCommand, startCommand, type RunningCommand } from './run-stillpress.ts';

const TIMEOUT_MS = 180_000;

describe('a group of processes', { timeout: TIMEOUT_MS }, () => {
  let folder: string;
  let env: Record<string, string>;
  let port: number;
  let group: RunningCommand | null = null;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'stillpress-group-'));
    port = await freePort();
    env = {
      NODE_ENV: 'production',
      DATA_DIR: folder,
      PORT: String(port),
      SITE_URL: `http://localhost:${port}`,
      SESSION_KEYS: 'q8Jm2vXk0sZr5tYw9uBn3cDf6gHj1lPa',
      ALLOW_SQLITE_IN_PRODUCTION: 'yes',
    };
    await runCommand(['migrate', 'up'], env);
  });

  afterEach(async () => {
    group?.signal('SIGKILL');
    await group?.ended;
    group = null;
    rmSync(folder, { recursive: true, force: true });
  });

  const linesOf = (message: string): { pid: number; code: number | null; signal: string }[] =>
    (group?.stdout() ?? '')
      .split('\n')
      .filter((line) => line.includes(`"msg":"${message}"`))
      .map((line) => JSON.parse(line) as { pid: number; code: number | null; signal: string });
  const pids = (): number[] => linesOf('started').map(({ pid }) => pid);
  const untilStarted = (count: number): Promise<void> =>
    vi.waitFor(() => expect(pids()).toHaveLength(count), { timeout: TIMEOUT_MS, interval: 200 });

  test('answers on one port, starts another process where one is killed, and ends in order', async () => {
    group = startCommand(['web', '--workers', '2'], env);
    await untilStarted(2);
    expect(new Set(pids()).size).toBe(2);
    expect(pids()).not.toContain(group.pid);
    expect((await ask(port, '/healthz')).status).toBe(200);
    const [victim = 0] = pids();
    process.kill(victim, 'SIGKILL');
    for (let asked = 0; asked < 10; asked += 1) expect((await ask(port, '/healthz')).status).toBe(200);
    await untilStarted(3);
    expect(linesOf('a process of the group ended; another one is started')).toMatchObject([
      { pid: victim, signal: 'SIGKILL' },
    ]);
    group.signal('SIGTERM');
    expect(await group.ended).toEqual({ code: 0, signal: null });
    expect(linesOf('stopped')).toHaveLength(2);
    await expect(ask(port, '/healthz')).rejects.toThrow('ECONNREFUSED');
  });

  test('of workers has one that publishes; where that is killed, another one does', async () => {
    group = startCommand(['worker', '--workers', '2'], env);
    await untilStarted(2);
    await group.untilPrinted('"msg":"this process stands by: another one publishes"');
    const [leader] = linesOf('this process leads');
    process.kill(leader?.pid ?? 0, 'SIGKILL');
    await vi.waitFor(() => expect(linesOf('this process leads')).toHaveLength(2), { timeout: TIMEOUT_MS });
    expect(linesOf('this process leads')[1]?.pid).not.toBe(leader?.pid);
    await untilStarted(3);
  });

  test('ends at once where the environment cannot be used, and none of it outlives the one that began it', async () => {
    const { code, stderr } = await runCommand(['web', '--workers', '2'], { ...env, SITE_URL: 'nowhere' });
    expect(code).toBe(3);
    expect(stderr).toContain('SITE_URL');
    expect((await runCommand(['web', '--workers', '0'], env)).code).toBe(2);
    group = startCommand(['web', '--workers', '2'], env);
    await untilStarted(2);
    const processes = pids();
    group.signal('SIGKILL');
    await vi.waitFor(() => expect(processes.filter(isRunning)).toEqual([]), { timeout: 30_000 });
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
