import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that Linux and macOS give away by themselves: to no connection out of here, and to nobody who asks for any. */
const OWN_PORTS = { first: 12_000, count: 20_000 };

const given = new Set<number>();

/** A port that nobody listens on, and that is still its asker's after it was left for a while. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = OWN_PORTS.first + Math.floor(Math.random() * OWN_PORTS.count);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
