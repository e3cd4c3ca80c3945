/**
 * The program behind `startGateway`: starts Ceph's RADOS gateway, whose cluster keeps everything in memory, in a temporary folder, prints where it is
 * as one line of JSON, and ends and removes it when standard input ends or a signal arrives. At each line of
 * standard input it kills the gateway instead, starts it again on what the cluster has, and prints the line once more.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { freePort } from '../free-port.ts';
import { cephConf } from './ceph-conf.ts';
import { gatewayClient, type Gateway } from './gateway-client.ts';

const START_TIMEOUT_MS = 60_000;
/** Two programs may pick the same free port between the look and the start. */
const ATTEMPTS = 3;

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'stillpress-gateway-'));
const conf = join(folder, 'ceph.conf');
let running: ChildProcess[] = [];
let stopping = false;
let crash = async (): Promise<void> => {};

const stopCleanly = (): void => void stop(0);

async function main(): Promise<void> {
  process.stdin.on('end', stopCleanly).on('close', stopCleanly);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stopCleanly);
  for (let attempt = 1; !stopping; attempt += 1) {
    try {
      const gateway = await startCluster();
      const tell = (): void => void process.stdout.write(`${JSON.stringify(gateway)}\n`);
      tell();
      for await (const _ of createInterface({ input: process.stdin })) {
        await crash();
        tell();
      }
      return;
    } catch (error) {
      await killAll();
      if (attempt < ATTEMPTS) continue;
      process.stderr.write(`${String(error)}\n${lastOfLogs()}\n`);
      await stop(1);
    }
  }
}

async function startCluster(): Promise<Gateway> {
  rmSync(folder, { recursive: true, force: true });
  for (const name of ['mon', 'osd', 'rgw']) mkdirSync(join(folder, name), { recursive: true });
  const ports = { gateway: await freePort(), monitor: await freePort() };
  const { fsid, text } = cephConf(folder, ports);
  writeFileSync(conf, text);
  await startMonitor({ fsid, port: ports.monitor });
  await startStore();
  await startRadosGateway(ports.gateway);
  const keys = {
    accessKeyId: randomBytes(8).toString('hex'),
    secretAccessKey: randomBytes(16).toString('hex'),
  };
  const user = ['user', 'create', '--uid=test', '--display-name=test'];
  const options = [`--access-key=${keys.accessKeyId}`, `--secret-key=${keys.secretAccessKey}`];
  await ceph('radosgw-admin', '-n', 'client.rgw', ...user, ...options);
  const gateway = { endpoint: `http://127.0.0.1:${ports.gateway}`, ...keys };
  await storeSomething(gateway);
  return gateway;
}

async function startRadosGateway(port: number): Promise<void> {
  const child = start('radosgw', '-n', 'client.rgw');
  crash = async () => {
    running = running.filter((one) => one !== child);
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    await startRadosGateway(port);
  };
  await until('the gateway listens', () => isListening(port));
}

/** The pools for what is stored are made with the first of it, which may take a while, or never come to an end. */
async function storeSomething(gateway: Gateway): Promise<void> {
  const client = gatewayClient(gateway);
  const object = { Bucket: 'first', Key: 'first' };
  const inTime = { abortSignal: AbortSignal.timeout(START_TIMEOUT_MS) };
  try {
    await client.send(new CreateBucketCommand({ Bucket: object.Bucket }), inTime);
    await client.send(new PutObjectCommand({ ...object, Body: 'first' }), inTime);
    await client.send(new DeleteObjectCommand(object), inTime);
  } finally {
    client.destroy();
  }
}

async function startMonitor({ fsid, port }: { fsid: string; port: number }): Promise<void> {
  const keyring = join(folder, 'keyring');
  const map = join(folder, 'monmap');
  await run('ceph-authtool', ['--create-keyring', keyring, '--gen-key', '-n', 'mon.', ...all('mon')]);
  await run('ceph-authtool', ['--gen-key', '-n', 'client.admin', ...all('mon', 'osd', 'mgr'), keyring]);
  await run('ceph-authtool', ['--gen-key', '-n', 'client.rgw', ...all('mon', 'osd'), keyring]);
  await run('monmaptool', [
    '--create',
    '--fsid',
    fsid,
    '--addv',
    'a',
    `[v2:127.0.0.1:${port}]`,
    '--clobber',
    map,
  ]);
  await ceph('ceph-mon', '--mkfs', '-i', 'a', '--monmap', map, '--keyring', keyring);
  start('ceph-mon', '-i', 'a');
  await until('the monitor answers', () => succeeds('ceph', '--connect-timeout', '20', 'mon', 'stat'));
}

function all(...parts: readonly string[]): string[] {
  return parts.flatMap((part) => ['--cap', part, 'allow *']);
}

async function startStore(): Promise<void> {
  const id = randomUUID();
  await ceph('ceph', 'osd', 'new', id);
  await ceph('ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', id);
  start('ceph-osd', '-i', '0');
  await until('the store is up', async () => (await ceph('ceph', 'osd', 'stat')).includes('1 up'));
}

function start(program: string, ...args: readonly string[]): ChildProcess {
  const log = openSync(join(folder, `${program}.out`), 'a');
  const child = spawn(program, ['-c', conf, ...args, '-f'], { stdio: ['ignore', log, log] });
  running.push(child);
  return child;
}

async function ceph(program: string, ...args: readonly string[]): Promise<string> {
  return (await run(program, ['-c', conf, ...args])).stdout;
}

async function succeeds(program: string, ...args: readonly string[]): Promise<boolean> {
  return await ceph(program, ...args).then(
    () => true,
    () => false,
  );
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await isSo())) {
    const ended = running.find(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null);
    if (ended !== undefined) throw new Error(`${ended.spawnfile} ended before ${what}`);
    if (Date.now() > deadline)
      throw new Error(`After ${START_TIMEOUT_MS / 1000} s it is not so that ${what}`);
    await sleep(50);
  }
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Nothing here is kept, and asked politely, the gateway waits for a monitor that has ended. */
async function killAll(): Promise<void> {
  const ending = running.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  running = [];
  const ended = ending.map((child) => once(child, 'exit'));
  for (const child of ending) child.kill('SIGKILL');
  await Promise.all(ended);
}

async function stop(exitCode: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  await killAll();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.exit(exitCode);
}

function lastOfLogs(): string {
  return ['ceph-mon', 'ceph-osd', 'radosgw']
    .map((program) => {
      try {
        return readFileSync(join(folder, `${program}.out`), 'utf8').slice(-1000);
      } catch {
        return '';
      }
    })
    .join('\n');
}

await main();
