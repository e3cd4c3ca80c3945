import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.ts';

/** A pooler that shares its few connections between transactions. */
export type Pooler = {
  /** The address of the same database through it. */
  urlOf: (databaseUrl: string) => string;
  stop: () => Promise<void>;
};

const CONNECTIONS = 4;

export async function startPgbouncer(program: string, { serverUrl }: { serverUrl: string }): Promise<Pooler> {
  const port = await freePort();
  const { hostname, password, port: serverPort, username } = new URL(serverUrl);
  const folder = mkdtempSync(join(tmpdir(), 'stillpress-pooler-'));
  // It refuses to run as root, and gives itself up to somebody who has to read this.
  chmodSync(folder, 0o755);
  const file = join(folder, 'pgbouncer.ini');
  const settings = [
    '[databases]',
    `* = host=${hostname} port=${serverPort} user=${username} password=${decodeURIComponent(password)}`,
    '[pgbouncer]',
    `listen_addr = 127.0.0.1`,
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = any',
    'pool_mode = transaction',
    `default_pool_size = ${CONNECTIONS}`,
    'max_client_conn = 500',
  ];
  writeFileSync(file, `${settings.join('\n')}\n`, { mode: 0o644 });
  const asRoot = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const server = spawn(program, ['-q', ...asRoot, file], { stdio: 'ignore' });
  const ended = once(server, 'exit');
  await untilAnswered(port, () => server.exitCode);
  return {
    urlOf: (databaseUrl) => {
      const url = new URL(databaseUrl);
      url.hostname = '127.0.0.1';
      url.port = String(port);
      return url.href;
    },
    stop: async () => {
      server.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilAnswered(port: number, exitCode: () => number | null): Promise<void> {
  for (;;) {
    if (exitCode() !== null) throw new Error(`pgbouncer ended with ${exitCode()}`);
    const socket = connect({ port, host: '127.0.0.1' });
    try {
      await once(socket, 'connect');
      return;
    } catch {
      await sleep(50);
    } finally {
      socket.destroy();
    }
  }
}
