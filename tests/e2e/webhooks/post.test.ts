import { createServer, isIP, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import getTLSOptions from 'smtp-server/lib/tls-options.js';
import { afterEach, describe, expect, test } from 'vitest';
import { createPost, type Outgoing } from '../../../server/webhooks/post.ts';
import { createReach } from '../../../server/outgoing/reach.ts';
import { startChild } from '../../support/child-process.ts';
import { startReceiver, type WebhookReceiver } from '../../support/webhook-receiver.ts';

const LOOPBACK = { names: [], ranges: ['127.0.0.0/8'] };
/** Of the tests that wait for it. */
const SHORT_MS = 400;

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

async function receiver(options: Parameters<typeof startReceiver>[0] = {}): Promise<WebhookReceiver> {
  const started = await startReceiver(options);
  opened.push(started);
  return started;
}

/** Speaks whatever it likes, as a server that means no good. */
async function rawServer(speak: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', () => speak(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push({
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const outgoing = (url: string): Outgoing => ({
  url,
  headers: { 'Content-Type': 'application/json', 'Stillpress-Event': 'ping' },
  body: '{"a":"ä"}',
  signal: new AbortController().signal,
});
const post = createPost({ mayReach: createReach(LOOPBACK), timeoutMs: 10_000 });
const hasty = createPost({ mayReach: createReach(LOOPBACK), timeoutMs: SHORT_MS });

/** What all names lead to. */
function to(...addresses: string[]) {
  return async () => addresses.map((address) => ({ address, family: isIP(address) }));
}

function unanswered(): Promise<never> {
  return new Promise(() => {});
}

/** Says this, and then a little more for ever. */
function drip(text: string) {
  return (socket: Socket): void => {
    socket.write(text);
    const timer = setInterval(() => socket.write('x'), 20);
    socket.on('close', () => clearInterval(timer));
  };
}

describe('what is sent', () => {
  test('arrives whole, and what is answered is kept in part', async () => {
    const { received, url } = await receiver({
      answer: (_, response) => void response.writeHead(200).end('x'.repeat(5_000)),
    });
    const outcome = await post(outgoing(url));
    expect(outcome).toEqual({
      status: 200,
      durationMs: expect.any(Number),
      answer: 'x'.repeat(1_000),
      error: null,
    });
    expect(received).toMatchObject([
      { method: 'POST', path: '/hook', body: '{"a":"ä"}', headers: { 'stillpress-event': 'ping' } },
    ]);
  });

  test.each([
    [200, null],
    [299, null],
    [304, expect.stringContaining('leads elsewhere')],
    [404, 'It answered 404.'],
    [500, 'It answered 500.'],
  ])('counts as taken by 2xx alone: %i', async (status, error: unknown) => {
    const { url } = await receiver({ answer: (_, response) => void response.writeHead(status).end() });
    expect(await post(outgoing(url))).toMatchObject({ status, error });
  });

  test('keeps of an answer only what a database and people can take', async () => {
    const bytes = Buffer.concat([
      Buffer.from('a\u0000b'),
      Buffer.from([0xff]),
      Buffer.from('c😀'.repeat(600)),
    ]);
    const { url } = await receiver({ answer: (_, response) => void response.writeHead(500).end(bytes) });
    const { answer } = await post(outgoing(url));
    expect(answer).toMatch(/^a\uFFFDb\uFFFDc😀/);
    expect(answer?.isWellFormed()).toBe(true);
  });
});

describe('where it leads', () => {
  test('is judged for each attempt, whatever the address was when it was typed in', async () => {
    const { port, received } = await receiver();
    const nowhere = createPost({ mayReach: createReach({ names: [], ranges: [] }) });
    for (const host of [
      '127.0.0.1',
      '0x7f000001',
      '2130706433',
      '0177.0.0.1',
      '[::ffff:127.0.0.1]',
      'localhost',
    ])
      expect(await nowhere(outgoing(`http://${host}:${port}/`))).toMatchObject({
        status: null,
        error: expect.stringContaining('not on the public internet'),
      });
    expect(received).toEqual([]);
  });

  test('is what the name leads to: a name that leads into the own network is refused', async () => {
    const { port, received } = await receiver();
    const nowhere = createPost({
      mayReach: createReach({ names: [], ranges: [] }),
      resolve: to('127.0.0.1'),
    });
    const { error } = await nowhere(outgoing(`http://rebound.example.org:${port}/`));
    expect(error).toContain('rebound.example.org (127.0.0.1) is not on the public internet');
    expect(received).toEqual([]);
  });

  test('is asked for once: a name that leads elsewhere a moment later changes nothing', async () => {
    // 127.0.0.2 stands for the public internet, and 127.0.0.1 for what must not be reached.
    const victim = await receiver();
    const outside = await receiver({ host: '127.0.0.2', port: victim.port });
    let asked = 0;
    const resolve = async () => [{ address: asked++ === 0 ? '127.0.0.2' : '127.0.0.1', family: 4 }];
    const mayReach = createReach({ names: [], ranges: ['127.0.0.2'] });
    const { error } = await createPost({ mayReach, resolve })(
      outgoing(`http://rebinding.example.org:${victim.port}/`),
    );
    expect(error).toBeNull();
    expect(asked).toBe(1);
    expect(victim.received).toEqual([]);
    expect(outside.received).toMatchObject([{ headers: { host: `rebinding.example.org:${victim.port}` } }]);
  });

  test('leaves out those addresses of a name that may not be reached', async () => {
    const victim = await receiver();
    const outside = await receiver({ host: '127.0.0.2', port: victim.port });
    const resolve = to('127.0.0.1', '::ffff:127.0.0.1', '127.0.0.2');
    const mayReach = createReach({ names: [], ranges: ['127.0.0.2'] });
    const reply = await createPost({ mayReach, resolve })(
      outgoing(`http://mixed.example.org:${victim.port}/`),
    );
    expect(reply.error).toBeNull();
    expect(victim.received).toEqual([]);
    expect(outside.received).toHaveLength(1);
  });

  test('is never another address that an answer names', async () => {
    const victim = await receiver();
    for (const status of [301, 302, 303, 307, 308]) {
      const { url } = await receiver({
        answer: (_, response) => void response.writeHead(status, { Location: victim.url }).end(),
      });
      const { error } = await post(outgoing(url));
      expect(error).toContain(`answered ${status} and leads elsewhere. Redirects are not followed`);
    }
    expect(victim.received).toEqual([]);
  });

  test('is not a proxy that the environment names', async () => {
    const proxy = await receiver();
    const { received, url } = await receiver();
    const child = join(import.meta.dirname, 'post-child.ts');
    const address = `http://127.0.0.1:${proxy.port}`;
    const names = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy'];
    const proxied = {
      ...Object.fromEntries(names.map((name) => [name, address])),
      NO_PROXY: '',
      no_proxy: '',
      NODE_USE_ENV_PROXY: '1',
    };
    const running = startChild(child, [url], { env: proxied });
    expect(JSON.parse((await running.nextLine()) ?? '')).toMatchObject({ status: 204, error: null });
    await running.ended;
    expect(received).toHaveLength(1);
    expect(proxy.received).toEqual([]);
  });

  test('says that nobody listens there, or that the name leads nowhere', async () => {
    const closed = await startReceiver();
    await closed.close();
    expect((await post(outgoing(closed.url))).error).toContain('ECONNREFUSED');
    // By RFC 6761 there is no such name.
    expect((await post(outgoing('https://hooks.invalid/'))).error).toMatch(/ENOTFOUND|EAI_AGAIN/);
  });
});

describe('a receiver that means no good', () => {
  test('is not waited for longer than the time limit, whatever it does in between', async () => {
    const limit = expect.stringContaining('longer than 0.4 s');
    const says = async (text: string) => await hasty(outgoing(await rawServer(drip(text))));
    expect(await says('')).toMatchObject({ status: null });
    expect(await says('HTTP/1.1 200 OK\r\nX-Slow: ')).toMatchObject({ status: null, error: limit });
    const slowBody = await says('HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n');
    expect(slowBody).toMatchObject({ status: 200, error: limit, answer: expect.stringMatching(/^x+$/) });
    expect(await hasty(outgoing(await rawServer(() => {})))).toMatchObject({ status: null, error: limit });
    expect(slowBody.durationMs).toBeLessThan(5_000);
  });

  test('is not waited for while its name is asked for', async () => {
    const never = createPost({ mayReach: createReach(LOOPBACK), resolve: unanswered, timeoutMs: SHORT_MS });
    expect((await never(outgoing('https://slow.example.org/'))).error).toContain('longer than');
  });

  test('is not read to the end where there is none', async () => {
    let sent = 0;
    const url = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
      const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
      const more = (): void => {
        while (!socket.destroyed && sent < 500_000_000) {
          sent += chunk.length;
          if (!socket.write(chunk)) break;
        }
      };
      socket.on('drain', more);
      more();
    });
    expect(await post(outgoing(url))).toMatchObject({ status: 200, error: null, answer: 'x'.repeat(1_000) });
    expect(sent).toBeLessThan(50_000_000);
  });

  test('is refused when its head is huge, or none', async () => {
    const huge = await rawServer((socket) =>
      socket.write(`HTTP/1.1 200 OK\r\nX-Huge: ${'x'.repeat(100_000)}\r\n\r\n`),
    );
    expect(await post(outgoing(huge))).toMatchObject({
      status: null,
      error: expect.stringMatching(/header overflow/i),
    });
    const nonsense = await rawServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    expect(await post(outgoing(nonsense))).toMatchObject({
      status: null,
      error: expect.stringMatching(/parse/i),
    });
    const upgrade = await rawServer((socket) =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n'),
    );
    expect(await post(outgoing(upgrade))).toMatchObject({
      status: null,
      error: expect.stringContaining('closed'),
    });
  });

  test('that hangs up in the middle is tried again', async () => {
    const url = await rawServer((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'));
    expect(await post(outgoing(url))).toMatchObject({ status: 200, error: expect.any(String) });
  });
});

test('a certificate that nobody vouches for is refused, also where the environment says to take it', async () => {
  const { cert, key } = getTLSOptions();
  const { received, url } = await receiver({ tls: { key, cert } });
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  try {
    expect(await post(outgoing(url))).toMatchObject({
      status: null,
      error: expect.stringMatching(/certificate/i),
    });
  } finally {
    delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  }
  expect(received).toEqual([]);
});

test('a process that stops breaks it off, and it does not count as tried', async () => {
  const { url } = await receiver({ answer: () => {} });
  const stopping = new AbortController();
  const sending = post({ ...outgoing(url), signal: stopping.signal });
  setTimeout(() => stopping.abort(), 100);
  await expect(sending).rejects.toThrow(/abort/i);
});
