import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Middleware } from 'koa';
import { readConfig } from '../../../server/config.ts';
import type { Environment } from '../../../server/config.ts';
import { createLog } from '../../../server/log.ts';
import { directAddressOf } from '../../../server/media/direct-address.ts';
import { checkReadiness } from '../../../server/operations/readiness.ts';
import type { ReadinessChecks } from '../../../server/operations/readiness.ts';
import { createWebApp } from '../../../server/serving/create-web-app.ts';
import { ask } from '../../support/ask.ts';
import type { Answer, Ask } from '../../support/ask.ts';

export type TestWebApp = {
  folder: string;
  targetRoot: string;
  adminBuildFolder: string;
  port: number;
  logLines: Record<string, unknown>[];
  ask(path: string, options?: Ask): Promise<Answer>;
  close(): Promise<void>;
};

export type TestWebAppOptions = { env?: Environment; api?: Middleware; checks?: ReadinessChecks };

/** The outer app on a free port over a temporary folder, with the log kept. */
export async function startTestWebApp({ env, api, checks }: TestWebAppOptions = {}): Promise<TestWebApp> {
  const folder = await mkdtemp(join(tmpdir(), 'stillpress-serving-'));
  const config = readConfig({ DATA_DIR: folder, ...env });
  const targetRoot = config.target.kind === 'disk' ? config.target.root : '';
  const logLines: Record<string, unknown>[] = [];
  const log = createLog(config, { write: (line) => void logLines.push(JSON.parse(line)) });
  const adminBuildFolder = join(folder, 'admin');
  const app = createWebApp({
    config,
    log,
    api: () => api ?? null,
    readiness: () => checkReadiness(checks ?? {}),
    adminBuildFolder,
    directAddress: await directAddressOf(config),
  });
  const handle = app.callback();
  const server = createServer((request, response) => void handle(request, response));
  const port = await listen(server);
  return {
    folder,
    targetRoot,
    adminBuildFolder,
    port,
    logLines,
    ask: (path, options) => ask(port, path, options),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address !== null && typeof address === 'object') resolve(address.port);
    });
  });
}
