import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { EXIT } from '../../../server/cli/exit-codes.ts';
import { freePort } from '../../support/free-port.ts';
import { startCommand } from './run-stillpress.ts';

const folder = mkdtempSync(join(tmpdir(), 'stillpress-fault-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Loaded before the program, it has a bug when it is told to. */
const BUG = `process.on('SIGUSR2', () => void Promise.reject(new Error('nobody has met this')));`;

test('an error that nobody has met is logged with its stack, and the process ends in order', async () => {
  const preload = join(folder, 'bug.mjs');
  writeFileSync(preload, BUG);
  const command = startCommand(['start'], {
    DATA_DIR: folder,
    PORT: String(await freePort()),
    NODE_OPTIONS: `--import ${preload}`,
  });
  await command.untilPrinted('"msg":"started"');
  command.signal('SIGUSR2');
  expect(await command.ended).toEqual({ code: EXIT.fault, signal: null });
  const lines = command
    .stdout()
    .split('\n')
    .filter((line) => line.startsWith('{'));
  const told = lines.map((line) => JSON.parse(line) as { level: string; msg: string; err?: object });
  expect(told).toContainEqual(
    expect.objectContaining({
      level: 'fatal',
      err: expect.objectContaining({ stack: expect.stringContaining('nobody has met this') }),
    }),
  );
  expect(told.at(-1)?.msg).toBe('stopped');
}, 120_000);
