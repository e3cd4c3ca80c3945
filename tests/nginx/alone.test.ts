import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ask } from '../support/ask.ts';
import { freePort } from '../support/free-port.ts';
import { swapLive, writeTree } from '../support/live-folder.ts';
import { nginxPath } from '../support/start-nginx.ts';

const NGINX_FOLDER = join(import.meta.dirname, '../../nginx');
const ATTEMPTS = 200;

test.skipIf(nginxPath === null)(
  'nginx alone serves what was published, by the command of the README',
  async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'stillpress-alone-'));
    await chmod(dataDir, 0o711);
    await writeTree(join(dataDir, 'public/tree-a'), { 'a/index.html': 'page a', '404.html': 'Lost' });
    await swapLive(join(dataDir, 'public'), 'tree-a');
    const port = await freePort();
    const file = join(NGINX_FOLDER, 'alone.conf');
    // The same file but for its port, which another program may have.
    const ours = join(NGINX_FOLDER, `alone.test-${process.pid}.conf`);
    await writeFile(ours, (await readFile(file, 'utf8')).replace('127.0.0.1:8080', `127.0.0.1:${port}`));
    const child = spawn(nginxPath ?? '', ['-e', 'stderr', '-p', dataDir, '-c', ours], { stdio: 'ignore' });
    const ended = once(child, 'exit');
    try {
      for (let attempt = 0; attempt < ATTEMPTS && child.exitCode === null; attempt++) {
        if ((await ask(port, '/a/').catch(() => null)) !== null) break;
        await sleep(20);
      }
      expect(await ask(port, '/a/')).toMatchObject({ status: 200, text: 'page a' });
      expect(await ask(port, '/b/')).toMatchObject({ status: 404, text: 'Lost' });
    } finally {
      child.kill('SIGTERM');
      await ended;
      await rm(ours);
      await rm(dataDir, { recursive: true });
    }
  },
);
