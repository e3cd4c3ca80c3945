import { once } from 'node:events';
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
  await expect(ask(server.port, '/')).rejects.toThrow('ECONNREFUSED');
  finish.resolve();
  expect((await answer).text).toBe('finished');
  await closed;
});

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
