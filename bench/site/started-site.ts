import { join } from 'node:path';
import { startChild, type Child } from '../../tests/support/child-process.ts';
import { freePort } from '../../tests/support/free-port.ts';
import { createBenchFolder } from './bench-folder.ts';
import { onExit } from './on-exit.ts';

export type StartedSite = {
  origin: string;
  /** The one-time link that the start has printed. */
  ownerLink: string;
  stop: () => Promise<void>;
};

const PROGRAM = join(import.meta.dirname, '../../setup/stillpress.mjs');

/** The demo site in an empty folder, as `npm start` starts it: by the time that it says so, it is published. */
export async function startSite(name: string): Promise<StartedSite> {
  const folder = createBenchFolder(name);
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const env = { DATA_DIR: folder.path, PORT: String(port), SITE_URL: origin, NODE_ENV: 'development' };
  const child = startChild(PROGRAM, ['start'], { env });
  const spare = onExit(() => child.process.kill('SIGKILL'));
  const stop = async (): Promise<void> => {
    child.process.kill('SIGTERM');
    await child.ended;
    spare();
    folder.remove();
  };
  const lines: string[] = [];
  while (!(lines.at(-1) ?? '').includes('Ctrl-C stops it.')) {
    const line = await child.nextLine();
    if (line === null) throw new Error(`The server ended early:\n${lines.join('\n')}`);
    lines.push(line);
  }
  void readOn(child);
  return { origin, ownerLink: /http\S+setup\?token=\S+/.exec(lines.join('\n'))?.[0] ?? '', stop };
}

/** A full pipe would hold the process up. */
async function readOn(child: Child): Promise<void> {
  while ((await child.nextLine()) !== null);
}
