import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { startSupervised, type Supervised } from '../supervised.ts';
import { gatewaySchema, type Gateway } from './gateway-client.ts';

/** Described as JSON: where it is, and with which keys. */
function startGateway(): Promise<Supervised> {
  return startSupervised(join(import.meta.dirname, 'supervisor.ts'));
}

/** For whoever wants to crash it. */
export async function startOwnGateway(): Promise<Gateway & Pick<Supervised, 'crash' | 'stop'>> {
  const { description, ...server } = await startGateway();
  return { ...gatewaySchema.parse(JSON.parse(description)), ...server };
}

export type GatewayStarter = { port: number; stop(): Promise<void> };

/** One gateway for the whole run, started when the first test asks: whoever connects is told where it is. */
export async function openGatewayStarter(): Promise<GatewayStarter> {
  let starting: Promise<Supervised> | null = null;
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    starting ??= startGateway();
    starting.then(
      ({ description }) => socket.end(description),
      () => socket.destroy(),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('The system gave no port to listen on.');
  return {
    port: address.port,
    stop: async () => {
      server.close();
      const gateway = await (starting ?? Promise.resolve(null)).catch(() => null);
      await gateway?.stop();
    },
  };
}
