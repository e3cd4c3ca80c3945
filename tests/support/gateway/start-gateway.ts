import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

type RunningGateway = {
  /** As JSON: where it is, and with which keys. */
  description: string;
  stop(): Promise<void>;
};

/** The supervisor lives as long as the pipe to its standard input: however this process ends, nothing is left of the gateway. */
async function startGateway(): Promise<RunningGateway> {
  const program = join(import.meta.dirname, 'supervisor.ts');
  const supervisor = spawn(process.execPath, [program], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // A Ctrl-C in the terminal must not reach the supervisor before the tests have let go of the gateway.
    detached: true,
  });
  const exited = once(supervisor, 'exit');
  const firstLine = once(createInterface({ input: supervisor.stdout }), 'line').then(([line]) =>
    String(line),
  );
  const description = await Promise.race([firstLine, exited.then(() => null)]);
  if (description === null)
    throw new Error('The S3 service for the tests could not be started; the reason is printed above.');
  return {
    description,
    stop: async () => {
      supervisor.stdin.end();
      await exited;
    },
  };
}

export type GatewayStarter = { port: number; stop(): Promise<void> };

/** One gateway for the whole run, started when the first test asks: whoever connects is told where it is. */
export async function openGatewayStarter(): Promise<GatewayStarter> {
  let starting: Promise<RunningGateway> | null = null;
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
