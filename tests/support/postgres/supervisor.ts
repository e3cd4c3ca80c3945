/**
 * The program behind `startCluster`: makes a Postgres cluster in a temporary folder, prints its URL on one line, and stops
 * and removes it when standard input ends or a signal arrives. At each line of standard input it crashes the server instead, starts it
 * again, and prints the URL once more.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { killWholeServer } from './kill-whole-server.ts';

type Owner = { uid: number; gid: number };
type Wanted = { givenBinFolder: string; isDurable: boolean };
type Cluster = { folder: string; binFolder: string; owner: Owner | null; password: string };

const START_TIMEOUT_MS = 30_000;
/** Two programs may pick the same free port between the look and the start. */
const PORT_ATTEMPTS = 5;
const STOP_TIMEOUT_MS = 5_000;

async function main(wanted: Wanted): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'stillpress-postgres-'));
  let server: ChildProcess | null = null;
  let stopping = false;
  let crashing = false;
  const stop = async (exitCode: number): Promise<void> => {
    if (stopping) return;
    stopping = true;
    if (server !== null) await stopServer(server);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    process.exit(exitCode);
  };
  const stopCleanly = (): void => void stop(0);
  process.stdin.on('end', stopCleanly).on('close', stopCleanly);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stopCleanly);

  try {
    const cluster = initialise(folder, wanted);
    for (let attempt = 1; ; attempt += 1) {
      const port = await freePort();
      server = startServer(cluster, port);
      if (await becomesReady(cluster, server)) {
        const url = `postgres://postgres:${cluster.password}@127.0.0.1:${port}/postgres`;
        const stopIfEnded = (running: ChildProcess): ChildProcess =>
          running.once('exit', (code) => {
            if (stopping || crashing) return;
            process.stderr.write(`The Postgres server for tests ended (${code}):\n${readLog(cluster)}\n`);
            void stop(1);
          });
        stopIfEnded(server);
        process.stdout.write(`${url}\n`);
        for await (const _ of createInterface({ input: process.stdin })) {
          crashing = true;
          await killWholeServer(server);
          server = startServer(cluster, port);
          if (!(await becomesReady(cluster, server)))
            throw new Error(`The Postgres server did not come back:\n${readLog(cluster)}`);
          crashing = false;
          stopIfEnded(server);
          process.stdout.write(`${url}\n`);
        }
        return;
      }
      if (attempt === PORT_ATTEMPTS)
        throw new Error(`The Postgres server did not start:\n${readLog(cluster)}`);
    }
  } catch (error) {
    process.stderr.write(`${String(error)}\n`);
    await stop(1);
  }
}

function initialise(folder: string, { givenBinFolder, isDurable }: Wanted): Cluster {
  const owner = process.getuid?.() === 0 ? unprivilegedOwner() : null;
  // Postgres refuses to run as root, and an unprivileged user may be unable to enter the folder of the checkout.
  const binFolder =
    owner === null ? givenBinFolder : reachableBinFolder({ folder, binFolder: givenBinFolder, owner });
  const password = randomBytes(12).toString('hex');
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password);
  if (owner !== null) {
    chownSync(folder, owner.uid, owner.gid);
    chownSync(passwordFile, owner.uid, owner.gid);
  }
  const cluster = { folder, binFolder, owner, password };
  runInitdb(cluster, passwordFile);
  appendFileSync(join(folder, 'data/postgresql.conf'), SETTINGS + (isDurable ? DURABLE : QUICK));
  return cluster;
}

const SETTINGS = `
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
shared_buffers = 64MB
timezone = 'UTC'
`;

const DURABLE = `
fsync = on
synchronous_commit = on
full_page_writes = on
`;

/** What nobody cuts the power of has nothing to wait for. */
const QUICK = `
fsync = off
full_page_writes = off
`;

function runInitdb(cluster: Cluster, passwordFile: string): void {
  const options = ['-D', join(cluster.folder, 'data'), '-U', 'postgres', '-A', 'scram-sha-256', '-E', 'UTF8'];
  options.push(`--pwfile=${passwordFile}`, '--no-sync', '--locale=C.UTF-8');
  execFileSync(join(cluster.binFolder, 'initdb'), options, {
    ...cluster.owner,
    cwd: cluster.folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

function unprivilegedOwner(): Owner {
  for (const name of ['postgres', 'nobody']) {
    try {
      return { uid: readId('-u', name), gid: readId('-g', name) };
    } catch {
      // This machine has no such user: the next name is tried.
    }
  }
  throw new Error(
    'Postgres does not run as root, and this machine has neither a user "postgres" nor "nobody" to run it as.',
  );
}

function readId(flag: '-u' | '-g', name: string): number {
  return Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
}

function reachableBinFolder(options: { folder: string; binFolder: string; owner: Owner }): string {
  const { folder, binFolder, owner } = options;
  try {
    execFileSync(join(binFolder, 'postgres'), ['--version'], { ...owner, cwd: '/', stdio: 'ignore' });
    return binFolder;
  } catch {
    const copy = join(folder, 'native');
    cpSync(dirname(binFolder), copy, { recursive: true, verbatimSymlinks: true });
    chmodSync(folder, 0o755);
    return join(copy, 'bin');
  }
}

function startServer(cluster: Cluster, port: number): ChildProcess {
  const log = openSync(join(cluster.folder, 'log'), 'a');
  return spawn(
    join(cluster.binFolder, 'postgres'),
    ['-D', join(cluster.folder, 'data'), '-p', String(port)],
    {
      ...cluster.owner,
      cwd: cluster.folder,
      stdio: ['ignore', log, log],
    },
  );
}

/** False when the server ended instead. */
async function becomesReady(cluster: Cluster, server: ChildProcess): Promise<boolean> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (server.exitCode !== null || server.signalCode !== null) return false;
    if (readStatus(cluster) === 'ready') return true;
    await sleep(20);
  }
  await stopServer(server);
  return false;
}

/** The eighth line of `postmaster.pid` is the server's own account of its state. */
function readStatus(cluster: Cluster): string | undefined {
  try {
    return readFileSync(join(cluster.folder, 'data/postmaster.pid'), 'utf8').split('\n')[7]?.trim();
  } catch {
    return undefined;
  }
}

async function stopServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exited = once(server, 'exit');
  // An immediate shutdown: nothing on this server is kept.
  server.kill('SIGQUIT');
  const timer = setTimeout(() => server.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(timer);
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string')
    throw new Error('The system gave no port to listen on.');
  return address.port;
}

function readLog(cluster: Cluster): string {
  try {
    return readFileSync(join(cluster.folder, 'log'), 'utf8').slice(-4000);
  } catch {
    return '(no log was written)';
  }
}

const [, , givenBinFolder = '', durability] = process.argv;
await main({ givenBinFolder, isDurable: durability === 'durable' });
