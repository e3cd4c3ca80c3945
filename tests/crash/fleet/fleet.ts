import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runCommand, startCommand, type RunningCommand } from '../../e2e/cli/run-stillpress.ts';
import { requireComponent } from '../../support/components.ts';
import { startCuttingProxy, type CuttingProxy } from '../../support/cutting-proxy.ts';
import { freePort } from '../../support/free-port.ts';
import { findPostgresBinaries } from '../../support/postgres/find-binaries.ts';
import { startCluster, type RunningCluster } from '../../support/postgres/start-cluster.ts';

export const clockLibrary = requireComponent('libfaketime');

type Role = 'web' | 'worker';

/** One process of the fleet, which is started again whenever it ends, as a service manager does. */
export type Member = {
  role: Role;
  port: number;
  /** Between this process and the database. */
  network: CuttingProxy;
  signal: (signal: NodeJS.Signals) => void;
  isUp: () => boolean;
  leads: () => boolean;
  /** By so much it is off from now on; its stopwatches go on. Only with `clockLibrary`. */
  setClock: (offSeconds: number) => void;
  /** What it printed since it was last started. */
  output: () => string;
};

export type Fleet = {
  members: readonly Member[];
  cluster: RunningCluster;
  /** As the command line has it. */
  env: Record<string, string>;
  untilAllUp(): Promise<void>;
  /** Ends all of it in order: a command may have the target. */
  stopMembers(): Promise<void>;
  close(): Promise<void>;
};

const RESTART_AFTER_MS = 100;
const UP_WITHIN_MS = 120_000;

/** Two `web` and two `worker` over a PostgreSQL server of their own, each with a folder and a network of its own. `target`: what they publish to. */
export async function openFleet(target: Record<string, string>): Promise<Fleet> {
  const folder = mkdtempSync(join(tmpdir(), 'stillpress-fleet-'));
  const cluster = await startCluster(findPostgresBinaries() ?? '');
  const shared = {
    NODE_ENV: 'production',
    SESSION_KEYS: 'q8Jm2vXk0sZr5tYw9uBn3cDf6gHj1lPa',
    SITE_URL: 'http://localhost:4000',
    ...target,
  };
  const env = { ...shared, DATABASE_URL: cluster.url, DATA_DIR: join(folder, 'commands') };
  mkdirSync(env.DATA_DIR);
  const { stderr, code } = await runCommand(['migrate', 'up'], env);
  if (code !== 0) throw new Error(`The database of the fleet cannot be migrated:\n${stderr}`);
  const members = await Promise.all(
    (['web', 'web', 'worker', 'worker'] as const).map(async (role, index) => {
      const dataDir = join(folder, `${role}-${index}`);
      mkdirSync(dataDir);
      return await startMember({ role, env: { ...shared, DATA_DIR: dataDir }, databaseUrl: cluster.url });
    }),
  );
  const stopMembers = async (): Promise<void> => {
    await Promise.all(members.map(async (member) => await member.stop()));
  };
  return {
    members,
    cluster,
    env,
    untilAllUp: async () => {
      for (const until = performance.now() + UP_WITHIN_MS; !members.every((member) => member.isUp());) {
        if (performance.now() > until)
          throw new Error(members.map(({ output, role }) => `${role}:\n${output()}`).join('\n'));
        await delay(50);
      }
    },
    stopMembers,
    close: async () => {
      await stopMembers();
      await cluster.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type MemberOrder = { role: Role; env: Record<string, string>; databaseUrl: string };

async function startMember({
  databaseUrl,
  env,
  role,
}: MemberOrder): Promise<Member & { stop: () => Promise<void> }> {
  const { hostname, port: databasePort } = new URL(databaseUrl);
  const network = await startCuttingProxy({ host: hostname, port: Number(databasePort) });
  const port = await freePort();
  const url = new URL(databaseUrl);
  url.port = String(network.port);
  const clock = join(env['DATA_DIR'] ?? '', 'clock');
  const setClock = (offSeconds: number): void =>
    writeFileSync(clock, offSeconds < 0 ? `${offSeconds}` : `+${offSeconds}`);
  setClock(0);
  const own = { ...env, ...onClock(clock), PORT: String(port), DATABASE_URL: url.href };
  let command: RunningCommand;
  const over = new AbortController();
  const run = async (): Promise<void> => {
    while (!over.signal.aborted) {
      command = startCommand([role], own);
      await command.ended;
      await delay(RESTART_AFTER_MS);
    }
  };
  const running = run();
  let stopping: Promise<void> | null = null;
  const stop = async (): Promise<void> => {
    over.abort();
    command.signal('SIGCONT');
    command.signal('SIGTERM');
    await running;
    await network.close();
  };
  return {
    role,
    port,
    network,
    signal: (signal) => command.signal(signal),
    setClock,
    output: () => command.stdout() + command.stderr(),
    isUp: () => command.stdout().includes('"msg":"started"'),
    leads: () => command.stdout().includes('"msg":"this process leads"'),
    stop: () => (stopping ??= stop()),
  };
}

/** The file says how far it is off, and is looked at every second. */
function onClock(file: string): Record<string, string> {
  if (clockLibrary === null) return {};
  return {
    LD_PRELOAD: clockLibrary,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_CACHE_DURATION: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
}
