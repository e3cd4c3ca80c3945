import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from './ask.ts';
import type { Answer, Ask } from './ask.ts';
import { requireComponent } from './components.ts';
import { freePort } from './free-port.ts';

const CONFIGURATION = join(import.meta.dirname, '../../nginx');
const START_ATTEMPTS = 100;

export const nginxPath = requireComponent('nginx');
export const brotliModulePath = requireComponent('nginx-brotli');

export type TestNginx = {
  port: number;
  processId: number;
  targetRoot: string;
  ask(path: string, options?: Ask): Promise<Answer>;
  errorLog(): Promise<string>;
  /** Kills all of its processes, and starts it again as it was. */
  crash(): Promise<void>;
  /** Idempotent. */
  stop(): Promise<void>;
};

/** The configuration of this repository under the machine's own nginx, unprivileged, on a free port, in a temporary folder. */
export async function startNginx({
  webPort,
  otherWebPorts = [],
  protocol = '$scheme',
  moreServers = '',
  cdnCacheControl = '',
  bare,
  bucket,
  tls,
}: {
  webPort: number;
  otherWebPorts?: readonly number[];
  protocol?: string;
  moreServers?: string;
  cdnCacheControl?: string;
  /** The same files once more, as nginx serves them by itself. */
  bare?: { port: number };
  /** The site from a bucket, and not from a folder. */
  bucket?: { url: string; path: string };
  /** With `certificates` in this folder; what is asked for without TLS, at a port of its own. */
  tls?: { certificates: string; challenges: string; httpPort: number };
}): Promise<TestNginx> {
  if (nginxPath === null) throw new Error('nginx is missing: ask nginxPath before');
  const folder = await mkdtemp(join(tmpdir(), 'stillpress-nginx-'));
  // Started by root, nginx serves as another user.
  await chmod(folder, 0o755);
  const targetRoot = join(folder, 'public');
  const port = await freePort();
  const configFile = join(folder, 'nginx.conf');
  await mkdir(targetRoot);
  await cp(join(CONFIGURATION, 'stillpress'), join(folder, 'stillpress'), { recursive: true });
  if (brotliModulePath !== null)
    await cp(join(CONFIGURATION, 'optional'), join(folder, 'stillpress/optional'), { recursive: true });
  const site = await renderTemplates(bucket === undefined ? 'templates' : 's3', {
    STILLPRESS_LISTEN: `127.0.0.1:${port}${tls === undefined ? '' : ' ssl http2'}`,
    STILLPRESS_SERVER_NAME: '_',
    STILLPRESS_TARGET: targetRoot,
    STILLPRESS_WEB: [webPort, ...otherWebPorts]
      .map((place) => `127.0.0.1:${place} fail_timeout=2s`)
      .join('; server '),
    STILLPRESS_PROTOCOL: protocol,
    STILLPRESS_RESOLVER: '127.0.0.1',
    STILLPRESS_CDN_CACHE_CONTROL: cdnCacheControl,
    STILLPRESS_BUCKET: bucket?.url ?? '',
    STILLPRESS_BUCKET_PATH: bucket?.path ?? '',
    STILLPRESS_CACHE: join(folder, 'cache'),
    STILLPRESS_CACHE_SIZE: '100m',
    STILLPRESS_CACHE_FRESH: '1s',
    STILLPRESS_CACHE_LISTEN: `127.0.0.1:${await freePort()}`,
  });
  const servers = [site, moreServers, bareServer(bare, targetRoot), await tlsConfiguration(tls)];
  await writeFile(join(folder, 'site.conf'), servers.join('\n'));
  await writeFile(configFile, mainConfiguration(folder));
  const args = ['-c', configFile, '-e', join(folder, 'error.log')];
  const check = spawnSync(nginxPath, ['-t', ...args], { encoding: 'utf8' });
  if (check.status !== 0) throw new Error(`nginx refuses the configuration:\n${check.stderr}`);
  const start = async (): Promise<ChildProcess> => {
    const started = spawn(nginxPath ?? '', args, { stdio: 'ignore' });
    await untilAnswering(tls?.httpPort ?? port, started);
    return started;
  };
  let child = await start();
  let stopping: Promise<void> | undefined;
  async function stop(): Promise<void> {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true });
  }
  return {
    port,
    get processId() {
      return child.pid ?? 0;
    },
    targetRoot,
    ask: (path, options) => ask(port, path, options),
    errorLog: () => readFile(join(folder, 'error.log'), 'utf8'),
    crash: async () => {
      await killWhole(child);
      child = await start();
    },
    stop: () => (stopping ??= stop()),
  };
}

/** Whoever answers outlives the process that started it. */
async function killWhole(master: ChildProcess): Promise<void> {
  const answering = await readFile(`/proc/${master.pid}/task/${master.pid}/children`, 'utf8');
  const ended = once(master, 'exit');
  master.kill('SIGKILL');
  await ended;
  for (const worker of answering.trim().split(' ')) process.kill(Number(worker), 'SIGKILL');
}

function bareServer(bare: { port: number } | undefined, targetRoot: string): string {
  if (bare === undefined) return '';
  return `server { listen 127.0.0.1:${bare.port}; root ${targetRoot}/live; index index.html; }`;
}

/** As it is, but for its places. */
async function tlsConfiguration(tls?: {
  certificates: string;
  challenges: string;
  httpPort: number;
}): Promise<string> {
  if (tls === undefined) return '';
  const text = await readFile(join(CONFIGURATION, 'tls/tls.conf'), 'utf8');
  return text
    .replaceAll('/etc/stillpress/tls', tls.certificates)
    .replaceAll('/var/lib/stillpress-challenges', tls.challenges)
    .replaceAll('listen 80 ', `listen 127.0.0.1:${tls.httpPort} `);
}

/** As envsubst does in the official image, with nothing left over. `from`: the folder of the template of the site. */
async function renderTemplates(from: 's3' | 'templates', values: Record<string, string>): Promise<string> {
  const files = [`${from}/default.conf.template`, 'templates/web.conf.template'];
  const templates = await Promise.all(files.map((file) => readFile(join(CONFIGURATION, file), 'utf8')));
  return templates.join('\n').replaceAll(/\$\{(STILLPRESS_[A-Z_]+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The templates ask for ${name}, which nobody sets`);
    return value;
  });
}

function mainConfiguration(folder: string): string {
  const mimeTypes = join(dirname('/etc/nginx/nginx.conf'), 'mime.types');
  const temporaryPaths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(folder, `temp-${name}`)};`,
  );
  return [
    brotliModulePath === null ? '' : `load_module ${brotliModulePath};`,
    'daemon off;',
    'worker_processes 2;',
    `pid ${join(folder, 'nginx.pid')};`,
    'events { worker_connections 512; }',
    'http {',
    `include ${mimeTypes};`,
    'default_type application/octet-stream;',
    'access_log off;',
    ...temporaryPaths,
    'include site.conf;',
    '}',
  ].join('\n');
}

async function untilAnswering(port: number, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < START_ATTEMPTS; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`nginx ended with code ${child.exitCode}`);
    const answer = await ask(port, '/healthz').catch(() => null);
    if (answer?.status === 200) return;
    await sleep(20);
  }
  throw new Error('nginx does not answer');
}
