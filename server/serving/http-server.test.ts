import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { ask } from '../../tests/support/ask.ts';
import { listen } from './http-server.ts';

const LOCAL = { host: '127.0.0.1', port: 0 };

test('closing lets a running request finish, and takes no new connection', async () => {
  const arrived = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const server = await listen((_, response) => {
    arrived.resolve();
    void finish.promise.then(() => response.end('finished'));
  }, LOCAL);
  const answer = ask(server.port, '/');
  await arrived.promise;
  const closed = server.close();
  await refused(server.port);
  finish.resolve();
  expect((await answer).text).toBe('finished');
  await closed;
});

/** Until then, whoever comes is answered. */
async function refused(port: number): Promise<void> {
  await expect
    .poll(
      async () => {
        const socket = connect(port, '127.0.0.1');
        try {
          await once(socket, 'connect');
          return 'taken';
        } catch (error) {
          return String(error);
        } finally {
          socket.destroy();
        }
      },
      { timeout: 8_000 },
    )
    .toContain('ECONNREFUSED');
}

/** Less than the ten seconds after which what is left is closed by force. */
const IN_ORDER = { timeout: 8_000 };

test(
  'a connection that is kept open ends with the request that ran when closing began',
  IN_ORDER,
  async () => {
    const arrived = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    const server = await listen((_, response) => {
      arrived.resolve();
      void finish.promise.then(() => response.end('finished'));
    }, LOCAL);
    const socket = connect(server.port, '127.0.0.1');
    socket.resume().write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await arrived.promise;
    const closed = server.close();
    finish.resolve();
    await Promise.all([closed, once(socket, 'close')]);
    expect(socket.bytesRead).toBeGreaterThan(0);
  },
);

test('no request on a kept-alive connection is cut off by closing: it is answered, and told to come elsewhere', async () => {
  const server = await listen((_, response) => void setImmediate(() => response.end('answered')), LOCAL);
  const clients = Array.from({ length: 16 }, () => askUntilToldToGo(server.port));
  await expect.poll(() => clients.every(({ answers }) => answers.length > 20), { timeout: 8_000 }).toBe(true);
  await server.close();
  expect(await Promise.all(clients.map(({ ended }) => ended))).toEqual(clients.map(() => 'close'));
});

/** As a balancer does: one request after the other over one connection, for as long as the answers allow it; then it goes elsewhere. */
function askUntilToldToGo(port: number): { answers: string[]; ended: Promise<string> } {
  const answers: string[] = [];
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const askOnce = (): Promise<string> =>
    new Promise((resolve, reject) => {
      get({ port, host: '127.0.0.1', agent }, (response) => {
        response.resume().once('end', () => resolve(response.headers.connection ?? ''));
      }).once('error', reject);
    });
  const askOn = async (): Promise<string> => {
    try {
      while (answers.at(-1) !== 'close') answers.push(await askOnce());
      return 'close';
    } catch (error) {
      return error instanceof Error && 'code' in error ? String(error.code) : String(error);
    }
  };
  return { answers, ended: askOn().finally(() => agent.destroy()) };
}

test('a port that is taken is an error with a way out', async () => {
  const first = await listen((_, response) => response.end('not ours'), LOCAL);
  try {
    const second = listen(() => {}, { host: '127.0.0.1', port: first.port });
    await expect(second).rejects.toMatchObject({
      code: 'cannot-listen',
      message: expect.stringContaining('PORT='),
    });
  } finally {
    await first.close();
  }
});

test('an address that this machine does not have is one too', async () => {
  const server = listen(() => {}, { host: '192.0.2.1', port: 0 });
  await expect(server).rejects.toMatchObject({
    code: 'cannot-listen',
    message: expect.stringContaining('HOST='),
  });
});
