import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask, type Answer } from './ask.ts';
import { requireComponent } from './components.ts';
import { freePort } from './free-port.ts';

export const varnishPath = requireComponent('varnish');

export type TestVarnish = {
  url: string;
  /** As a visitor of this host. */
  ask(path: string): Promise<Answer>;
  stop(): Promise<void>;
};

const VCL = join(import.meta.dirname, '../../deploy/varnish/stillpress.vcl');
const START_ATTEMPTS = 200;

type VarnishOptions = { backendPort: number; host: string };

/** The configuration of this repository under the machine's own Varnish, in memory, in front of a server of this machine. */
export async function startVarnish({ backendPort, host }: VarnishOptions): Promise<TestVarnish> {
  if (varnishPath === null) throw new Error('Varnish is missing: ask varnishPath before');
  const folder = mkdtempSync(join(tmpdir(), 'stillpress-varnish-'));
  chmodSync(folder, 0o755);
  const vcl = join(folder, 'site.vcl');
  writeFileSync(vcl, readFileSync(VCL, 'utf8').replace('"8080"', `"${backendPort}"`));
  const port = await freePort();
  const address = ['-a', `127.0.0.1:${port}`, '-T', 'none'];
  const args = ['-F', '-j', 'none', '-n', join(folder, 'work'), ...address, '-f', vcl, '-s', 'default,64m'];
  const server = spawn(varnishPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  server.stderr.on('data', (part: Buffer) => (said += part.toString()));
  const ended = once(server, 'exit');
  const askIt = (path: string): Promise<Answer> => ask(port, path, { headers: { Host: host } });
  for (let attempt = 0; ; attempt += 1) {
    if (server.exitCode !== null) throw new Error(`Varnish ended with ${server.exitCode}:\n${said}`);
    if ((await askIt('/healthz').catch(() => null)) !== null) break;
    if (attempt === START_ATTEMPTS) throw new Error(`Varnish does not answer:\n${said}`);
    await sleep(50);
  }
  return {
    url: `http://127.0.0.1:${port}`,
    ask: askIt,
    stop: async () => {
      server.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
