import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { freePort } from '../../support/free-port.ts';
import { startNginx, type TestNginx } from '../../support/start-nginx.ts';
import { createClient, type Client } from '../api/client.ts';
import { runCommand, startCommand, type RunningCommand } from '../cli/run-stillpress.ts';

/** Where a web process may answer; whether one is there is another matter. */
export type Place = { port: number };

/** One machine as docker-compose.yml has it, with several processes of each role: one PostgreSQL, one nginx, and one folder of data, where none has its own. */
export type Fleet = {
  database: TestDatabase;
  nginx: TestNginx;
  places: readonly Place[];
  env: Record<string, string>;
  /** Signed in through nginx, as everybody here. */
  owner: Client;
  signIn(): Promise<Client>;
  startWeb(place: Place | undefined, home?: string): Promise<RunningCommand>;
  /** As on a machine of its own: with a folder of data that no other process has. */
  startWebApart(place: Place): Promise<RunningCommand>;
  startWorker(home?: string): Promise<RunningCommand>;
  close(): Promise<void>;
};

type Own = { home?: string | undefined; DATA_DIR?: string };

const OWNER = { email: 'owner@example.org', name: 'Owner', password: 'correct horse battery staple' };

type FleetOptions = { webPlaces: number; more?: Record<string, string> };

export async function openFleet({ more = {}, webPlaces }: FleetOptions): Promise<Fleet> {
  const folder = mkdtempSync(join(tmpdir(), 'stillpress-fleet-'));
  const database = await openTestDatabase('postgres');
  const places: Place[] = [];
  while (places.length < webPlaces) places.push({ port: await freePort() });
  const [webPort = 0, ...otherWebPorts] = places.map(({ port }) => port);
  const nginx = await startNginx({ webPort, otherWebPorts });
  const env = {
    NODE_ENV: 'production',
    DATABASE_URL: database.databaseUrl ?? '',
    DATA_DIR: folder,
    TARGET: `disk:${nginx.targetRoot}`,
    SITE_URL: `http://localhost:${nginx.port}`,
    SESSION_KEYS: 'q8Jm2vXk0sZr5tYw9uBn3cDf6gHj1lPa',
    TRUST_PROXY: '1',
    ...more,
  };
  const running = new Set<RunningCommand>();
  const owner = createClient(nginx.port);

  async function start(role: 'web' | 'worker', port: number, own: Own = {}): Promise<RunningCommand> {
    const { home, ...its } = own;
    const options = home === undefined ? {} : { home };
    const command = startCommand([role], { ...env, ...its, PORT: String(port) }, options);
    running.add(command);
    await command.untilPrinted('"msg":"started"');
    return command;
  }

  async function signIn(): Promise<Client> {
    const client = createClient(nginx.port);
    if (owner.cookies.size > 0) {
      const { email, password } = OWNER;
      await client.post('/api/v1/session', { email, password });
      return client;
    }
    const link = z.object({ url: z.url() });
    const { stdout } = await runCommand(['owner-link', '--json'], env);
    const token = new URL(link.parse(JSON.parse(stdout)).url).searchParams.get('token');
    await owner.post('/api/v1/setup', { ...OWNER, token });
    return owner;
  }

  return {
    database,
    nginx,
    places,
    env,
    owner,
    signIn,
    startWeb: (place, home) => start('web', place?.port ?? 0, { home }),
    startWebApart: ({ port }) => start('web', port, { DATA_DIR: join(folder, `web-${port}`) }),
    startWorker: async (home) => start('worker', await freePort(), { home }),
    close: async () => {
      for (const command of running) {
        command.signal('SIGKILL');
        await command.ended;
      }
      await nginx.stop();
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
