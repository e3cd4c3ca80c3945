import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readdirSync } from 'node:fs';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { join, relative } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { ClockValues, LogPosition } from '../../../model/publication.ts';
import { freePort } from '../../support/free-port.ts';
import { REPOSITORY, TEMPLATE_KEY } from '../harness/project.ts';
import type { NaiveAnswer } from '../oracle/naive-file.ts';
import { SITE_URL } from '../sites/site-profile.ts';

/** The site as an ordinary Astro server, asked over HTTP under the name that the site has. */
export type SsrServer = {
  /** What `astro build` has put beside the server. */
  assets: readonly string[];
  ask(path: string): Promise<NaiveAnswer>;
  close(): Promise<void>;
};

const START_TIMEOUT_MS = 60_000;

/** Builds the project once more, with Astro's own adapter for Node. */
export async function startSsrServer(
  projectRoot: string,
  { cacheFile, clock, position }: { cacheFile: string; clock: ClockValues; position: LogPosition },
): Promise<SsrServer> {
  const own = join(REPOSITORY, 'tests/property/ssr/test-site');
  cpSync(join(own, 'astro.config.mjs'), join(projectRoot, 'astro.config.mjs'));
  cpSync(join(own, 'middleware.ts'), join(projectRoot, 'site/middleware.ts'));
  const port = await freePort();
  const env = {
    PATH: process.env['PATH'],
    NODE_ENV: 'production',
    ASTRO_TELEMETRY_DISABLED: '1',
    ASTRO_KEY: TEMPLATE_KEY,
    SITE_URL,
    HOST: '127.0.0.1',
    PORT: String(port),
    CONTENT_CACHE: cacheFile,
    LOG_POSITION: JSON.stringify(position),
    CLOCK: JSON.stringify(clock),
  };
  const astro = join(REPOSITORY, 'node_modules/astro/bin/astro.mjs');
  await promisify(execFile)(process.execPath, [astro, 'build', '--silent'], { cwd: projectRoot, env });
  const server = spawn(process.execPath, ['dist/server/entry.mjs'], {
    cwd: projectRoot,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(server, 'exit');
  await untilItAnswers(port);
  return {
    assets: listFiles(join(projectRoot, 'dist/client')),
    ask: (path) => ask(port, path),
    close: async () => {
      server.kill('SIGKILL');
      await ended;
    },
  };
}

async function untilItAnswers(port: number): Promise<void> {
  const giveUpAt = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      await ask(port, '/');
      return;
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
      await delay(20);
    }
  }
}

async function ask(port: number, path: string): Promise<NaiveAnswer> {
  const headers = { host: new URL(SITE_URL).host, 'x-forwarded-proto': 'https' };
  const asked = request({ host: '127.0.0.1', port, path: encodeURI(path), headers });
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return {
    path,
    status: response.statusCode ?? 0,
    contentType: response.headers['content-type'] ?? 'application/octet-stream',
    location: response.headers.location ?? null,
    bytes: new Uint8Array(await buffer(response)),
  };
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => relative(folder, join(file.parentPath, file.name)));
}
