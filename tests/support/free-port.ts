import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that Linux and macOS give away by themselves. */
const OWN_PORTS = { first: 12_000, count: 20_000 };

/** A port that nobody listened on a moment ago; `isForLong`: and that nobody is given by chance while it is not in use. */
export async function freePort({ isForLong = false } = {}): Promise<number> {
  if (!isForLong) return await listenOn(0);
  for (;;) {
    const port = OWN_PORTS.first + Math.floor(Math.random() * OWN_PORTS.count);
    try {
      return await listenOn(port);
    } catch {
      // Somebody has it: another one.
    }
  }
}

async function listenOn(port: number): Promise<number> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
