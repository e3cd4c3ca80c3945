import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import { startCommand } from '../e2e/cli/run-stillpress.ts';
import { freePort } from './free-port.ts';

/** Builds the site and the authoring UI, publishes, and looks the site through. */
export const FIRST_START_MS = 240_000;

export type StartedSite = {
  dataDir: string;
  /** The site's address is made of it. */
  port: number;
  remove: () => void;
};

/**
 * What a first start leaves behind, to be started again. It is work for a minute: each of the processes that share the tests does it once, and copies it for
 * each test.
 */
export async function copyStartedSite(): Promise<StartedSite> {
  const kept = join(inject('startedSites'), process.env['VITEST_POOL_ID'] ?? '0');
  if (!existsSync(kept)) await firstStart(kept);
  const dataDir = mkdtempSync(join(tmpdir(), 'stillpress-started-'));
  // It keeps the several names that published files have.
  await promisify(execFile)('cp', ['-a', `${join(kept, 'var')}/.`, dataDir]);
  return {
    dataDir,
    port: Number(readFileSync(join(kept, 'port'), 'utf8')),
    remove: () => rmSync(dataDir, { recursive: true, force: true }),
  };
}

/** An empty folder, which the first start fills. */
export async function newSite(): Promise<StartedSite> {
  const dataDir = mkdtempSync(join(tmpdir(), 'stillpress-new-'));
  const remove = (): void => rmSync(dataDir, { recursive: true, force: true });
  return { dataDir, port: await freePort(), remove };
}

async function firstStart(kept: string): Promise<void> {
  // Of its own for each try: one that was given up may still be at work in its folder.
  const making = mkdtempSync(`${kept}-making-`);
  const port = await freePort();
  const isWholeRun = process.env['STILLPRESS_WHOLE_RUN'] === 'yes';
  const LOG_LEVEL = isWholeRun ? 'debug' : 'info';
  const server = startCommand(['start'], { DATA_DIR: join(making, 'var'), PORT: String(port), LOG_LEVEL });
  const endWithTests = (): void => server.signal('SIGKILL');
  process.once('exit', endWithTests);
  try {
    await server.untilPrinted('Ctrl-C stops it.');
    // In each copy it would begin again; for a single file of tests, that costs less than to wait for it.
    if (isWholeRun) {
      const lookedThrough = server.untilPrinted(LOOKED_THROUGH).then(
        () => true,
        () => false,
      );
      // Where that takes long, it says why, and each copy goes on with it.
      if (!(await Promise.race([lookedThrough, delay(LOOKED_THROUGH_MS, false, { ref: false })])))
        process.stderr.write(`${server.stdout()}\n${server.stderr()}\n`);
    }
  } finally {
    server.signal('SIGTERM');
    await server.ended;
    process.off('exit', endWithTests);
  }
  await writeFile(join(making, 'port'), String(port));
  await rename(making, kept);
}

const LOOKED_THROUGH = 'templates were looked through';
/** It is tried again after minutes where a busy machine has kept it from its end. */
const LOOKED_THROUGH_MS = 90_000;
