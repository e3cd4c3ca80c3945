import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import getTLSOptions from 'smtp-server/lib/tls-options.js';
import { describe, expect, it } from 'vitest';
import { startReceiver } from '../../tests/support/webhook-receiver.ts';
import {
  answer,
  check,
  checkOne,
  failing,
  leadTo,
  NOTHING,
  opened,
  site,
  testClock,
  to,
  unanswered,
} from '../../tests/support/other-sites.ts';

/** Of the tests that wait for it. */
const SHORT_MS = 300;

describe('what an address is found to be', () => {
  it.each([
    [200, 'ok'],
    [204, 'ok'],
    [404, 'broken'],
    [410, 'broken'],
    [400, 'unsure'],
    [401, 'unsure'],
    [403, 'unsure'],
    [429, 'unsure'],
    [451, 'unsure'],
    [500, 'unsure'],
    [503, 'unsure'],
    [304, 'unsure'],
  ])('by %i: %s', async (status, verdict) => {
    const { base } = await site({ '/a': answer(status) });
    expect(await checkOne(`${base}/a`)).toEqual({
      url: `${base}/a`,
      verdict,
      status,
      detail: `It answered ${status}.`,
      movedTo: null,
    });
  });

  it.each([405, 501, 403, 404, 400, 500])('is asked again with GET where HEAD gives %i', async (status) => {
    const { asked, base, received } = await site({
      '/a': (request, response) => void response.writeHead(request.method === 'HEAD' ? status : 206).end('x'),
    });
    expect(await checkOne(`${base}/a`)).toMatchObject({ verdict: 'ok', status: 206 });
    expect(asked()).toEqual(['GET /robots.txt', 'HEAD /a', 'GET /a']);
    expect(received.at(-1)?.headers).toMatchObject({ range: 'bytes=0-0' });
  });

  it('is there, where a file has no byte that could be asked for', async () => {
    const { base } = await site({
      '/a': (request, response) => void response.writeHead(request.method === 'HEAD' ? 405 : 416).end(),
    });
    expect(await checkOne(`${base}/a`)).toMatchObject({ verdict: 'ok' });
  });

  it('is asked again with GET where the answer to HEAD is none', async () => {
    const { asked, base } = await site({
      '/a': (request, response) =>
        request.method === 'HEAD' ? request.socket.destroy() : response.writeHead(200).end(),
    });
    expect(await checkOne(`${base}/a`)).toMatchObject({ verdict: 'ok' });
    expect(asked()).toEqual(['GET /robots.txt', 'HEAD /a', 'GET /a']);
  });

  it('is unsure where something speaks that is no web server', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    opened.push({ close: async () => void server.close() });
    const { port } = server.address() as AddressInfo;
    expect(await checkOne(`http://127.0.0.1:${port}/`)).toMatchObject({ verdict: 'unsure', status: null });
  });

  it('is broken where nobody is there, and every host is asked for that once', async () => {
    const gone = await startReceiver();
    await gone.close();
    const { origin } = new URL(gone.url);
    const clock = testClock();
    expect(await check([`${origin}/a`, `${origin}/b`], { clock })).toMatchObject([
      { verdict: 'broken', detail: 'Nobody answers there: the connection is refused.' },
      { verdict: 'broken' },
    ]);
    expect(clock.slept).toEqual([]);
  });

  it('is broken where there is no such name', async () => {
    expect(await checkOne('https://gone.example/', { resolve: failing('ENOTFOUND') })).toMatchObject({
      verdict: 'broken',
      detail: 'There is no host of this name.',
    });
    expect(await checkOne('https://gone.example/', { resolve: failing('EAI_AGAIN') })).toMatchObject({
      verdict: 'unsure',
    });
  });

  it('is broken where nobody vouches for the certificate, and nothing is sent', async () => {
    const { cert, key } = getTLSOptions();
    const { base, received } = await site({ '/a': answer(200) }, { tls: { key, cert } });
    expect(await checkOne(`${base}/a`)).toMatchObject({
      verdict: 'broken',
      detail: expect.stringMatching(/cannot be trusted: .*certificate/i),
    });
    expect(received).toEqual([]);
  });

  it('is told of in one line, whatever it is that cannot be secured', async () => {
    const { base } = await site({ '/a': answer(200) });
    const { detail, verdict } = await checkOne(base.replace('http:', 'https:'));
    expect(verdict).toBe('broken');
    expect(detail).toMatch(/^The connection cannot be trusted: [a-z ]+\.$/);
  });

  it('is unsure where the answer takes too long, or the name does', async () => {
    const { base } = await site({ '/a': () => {} });
    const slow = { verdict: 'unsure', detail: 'It took longer than 0.3 s.' };
    expect(await checkOne(`${base}/a`, { timeoutMs: SHORT_MS })).toMatchObject(slow);
    expect(
      await checkOne('https://slow.example/', { resolve: unanswered, timeoutMs: SHORT_MS }),
    ).toMatchObject(slow);
  });

  it('is found without reading an answer that has no end', async () => {
    let sent = 0;
    const { base } = await site({
      '/a': (request, response) => {
        if (request.method === 'HEAD') return void response.writeHead(405).end();
        response.writeHead(200);
        const more = (): void => {
          while (!response.destroyed && sent < 100_000_000) {
            sent += 0x4000;
            if (!response.write(Buffer.alloc(0x4000))) break;
          }
        };
        response.on('drain', more);
        return more();
      },
    });
    expect(await checkOne(`${base}/a`)).toMatchObject({ verdict: 'ok' });
    expect(sent).toBeLessThan(50_000_000);
  });
});

describe('an address that leads on', () => {
  it('has moved where it does so for good, and the new address is told', async () => {
    const { base } = await site({
      '/a': leadTo('/b', 301),
      '/b': leadTo('/c', 308),
      '/c': leadTo('/today'),
      '/today': answer(200),
    });
    expect(await checkOne(`${base}/a`)).toEqual({
      url: `${base}/a`,
      verdict: 'moved',
      status: 200,
      detail: `It leads to ${base}/today: It answered 200.`,
      movedTo: `${base}/c`,
    });
  });

  it('is where it was, as long as it leads on for now', async () => {
    const { base } = await site({ '/a': leadTo('/b', 307), '/b': leadTo('/c', 301), '/c': answer(200) });
    expect(await checkOne(`${base}/a`)).toMatchObject({ verdict: 'ok', movedTo: null });
  });

  it('is broken where it leads to nothing', async () => {
    const { base } = await site({ '/a': leadTo('/gone', 301) });
    expect(await checkOne(`${base}/a`)).toMatchObject({
      verdict: 'broken',
      status: 404,
      detail: `It leads to ${base}/gone: It answered 404.`,
      movedTo: null,
    });
  });

  it('is followed five times and no further', async () => {
    const { asked, base } = await site({ '/a': leadTo('/a'), '/1': leadTo('/2') });
    expect(await checkOne(`${base}/a`)).toMatchObject({
      verdict: 'unsure',
      detail: expect.stringContaining('5 times'),
    });
    expect(asked()).toHaveLength(1 + 6);
  });

  it('is unsure where it does not say to what, or to none of the web', async () => {
    const { base } = await site({ '/a': answer(302), '/b': leadTo('http://['), '/c': leadTo('ftp://x/') });
    expect(await checkOne(`${base}/a`)).toMatchObject({ verdict: 'unsure' });
    expect(await checkOne(`${base}/b`)).toMatchObject({ verdict: 'unsure' });
    expect(await checkOne(`${base}/c`)).toMatchObject({ verdict: 'refused' });
  });

  it('is not followed to where nothing may be sent', async () => {
    // 127.0.0.2 stands for the public internet, and 127.0.0.1 for what must not be reached.
    const victim = await site({ '/': answer(200) });
    const outside = await site({ '/a': leadTo(`${victim.base}/`, 301) }, { host: '127.0.0.2' });
    const allowHosts = { names: [], ranges: ['127.0.0.2'] };
    expect(await checkOne(`${outside.base}/a`, { allowHosts })).toMatchObject({
      verdict: 'private',
      detail: `It leads to ${victim.base}/: 127.0.0.1 is not on the public internet.`,
    });
    expect(outside.asked()).toEqual(['GET /robots.txt', 'HEAD /a']);
    expect(victim.received).toEqual([]);
  });
});

describe('where nothing is sent to', () => {
  it('is the own network, however it is written', async () => {
    const { port, received } = await site({ '/': answer(200) });
    const hosts = ['127.0.0.1', '0x7f000001', '2130706433', '[::ffff:127.0.0.1]', 'localhost'];
    const checked = await check(
      hosts.map((host) => `http://${host}:${port}/`),
      { allowHosts: NOTHING },
    );
    expect(checked.map(({ verdict }) => verdict)).toEqual(hosts.map(() => 'private'));
    expect(checked[0]?.detail).toBe('127.0.0.1 is not on the public internet.');
    expect(received).toEqual([]);
  });

  it('is what a name leads to', async () => {
    const { port, received } = await site({ '/': answer(200) });
    const options = { allowHosts: NOTHING, resolve: to('127.0.0.1') };
    expect(await checkOne(`http://rebound.example:${port}/`, options)).toMatchObject({
      verdict: 'private',
      detail: 'rebound.example (127.0.0.1) is not on the public internet.',
    });
    expect(received).toEqual([]);
  });

  it('is what a name leads to later, for each request anew', async () => {
    const victim = await site({ '/a': answer(200) });
    const outside = await site({ '/a': answer(200) }, { host: '127.0.0.2', port: victim.port });
    // Of the requests for robots.txt and for the page, the second one is led elsewhere.
    let asked = 0;
    const resolve = async () => [{ address: asked++ === 0 ? '127.0.0.2' : '127.0.0.1', family: 4 }];
    const allowHosts = { names: [], ranges: ['127.0.0.2'] };
    expect(
      await checkOne(`http://rebinding.example:${victim.port}/a`, { allowHosts, resolve }),
    ).toMatchObject({
      verdict: 'private',
    });
    expect(asked).toBe(2);
    expect(victim.received).toEqual([]);
    expect(outside.asked()).toEqual(['GET /robots.txt']);
  });

  it('is no address that a name has beside one that may be reached', async () => {
    const victim = await site({ '/a': answer(200) });
    const outside = await site({ '/a': answer(200) }, { host: '127.0.0.2', port: victim.port });
    const resolve = to('127.0.0.1', '::ffff:127.0.0.1', '127.0.0.2');
    const allowHosts = { names: [], ranges: ['127.0.0.2'] };
    const checked = await checkOne(`http://mixed.example:${victim.port}/a`, { allowHosts, resolve });
    expect(checked).toMatchObject({ verdict: 'ok' });
    expect(victim.received).toEqual([]);
    expect(outside.received).toHaveLength(2);
  });

  it('is a port of other services, and an address with a password', async () => {
    const { base, received } = await site({ '/a': answer(200) });
    expect(await checkOne('http://127.0.0.1:25/')).toMatchObject({
      verdict: 'refused',
      detail: expect.stringContaining('Port 25 belongs to another service'),
    });
    for (const user of ['me:secret', 'me'])
      expect(await checkOne(base.replace('//', `//${user}@`))).toMatchObject({
        verdict: 'password',
        detail: expect.stringContaining('which every reader of the page has'),
      });
    expect(received).toEqual([]);
  });
});

it('ends where it is told to, with what was found so far', async () => {
  const stopping = new AbortController();
  const { base, asked } = await site({ '/a': answer(200), '/b': () => stopping.abort(), '/c': answer(200) });
  const checked = await check([`${base}/a`, `${base}/b`, `${base}/c`], { signal: stopping.signal });
  expect(checked).toMatchObject([{ url: `${base}/a`, verdict: 'ok' }]);
  expect(asked()).not.toContain('HEAD /c');
});
