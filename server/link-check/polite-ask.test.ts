import type { RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import { answer, check, checkOne, leadTo, site, testClock, to } from '../../tests/support/other-sites.ts';

/** Takes a while, and counts how many are there at once. */
function counted(): { route: RequestListener; most: () => number } {
  let atOnce = 0;
  let most = 0;
  return {
    most: () => most,
    route: (_, response) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      setTimeout(() => {
        atOnce -= 1;
        response.writeHead(200).end();
      }, 50);
    },
  };
}

describe('manners', () => {
  it('say who asks', async () => {
    const { base, received } = await site({ '/a': answer(200) });
    await check([`${base}/a`]);
    const agents = received.map(({ headers }) => headers['user-agent']);
    expect(agents).toEqual(Array(2).fill('Stillpress link check (+https://site.example)'));
  });

  it('leave a host alone for a second after each request', async () => {
    const { base } = await site({ '/a': answer(200), '/b': answer(200) });
    const clock = testClock();
    await check([`${base}/a`, `${base}/b`], { clock });
    expect(clock.slept).toEqual([1_000, 1_000]);
  });

  it('ask a host one thing at a time, also where others lead there', async () => {
    const { most, route } = counted();
    const { base } = await site({ '/a': route, '/b': route });
    const names = Array.from({ length: 4 }, (_, index) => `http://host-${index}.example`);
    const other = await site({ '/x': leadTo(`${base}/b`) });
    await check([`${base}/a`, ...names.map((name) => `${name}:${other.port}/x`)], {
      resolve: to('127.0.0.1'),
    });
    expect(most()).toBe(1);
  });

  it('ask eight hosts at once and no more', async () => {
    const { most, route } = counted();
    const { port } = await site({ '/a': route });
    const urls = Array.from({ length: 20 }, (_, index) => `http://host-${index}.example:${port}/a`);
    expect(await check(urls, { resolve: to('127.0.0.1') })).toHaveLength(20);
    expect(most()).toBe(8);
  });

  it('are for who is asked: what holds a password is told of, however often its server has had enough', async () => {
    const { base } = await site({ '/a': answer(429), '/b': answer(429) });
    const [first, second] = [`${base}/a`, `${base}/b`];
    const withPassword = second.replace('//', '//me:secret@');
    expect(await check([first, second, withPassword])).toMatchObject([
      { verdict: 'unsure' },
      { verdict: 'unsure' },
      { url: withPassword, verdict: 'password' },
    ]);
  });

  it('give a host the time that it asks for, once', async () => {
    let asked = 0;
    const { base } = await site({
      '/a': (_, response) =>
        void (asked++ === 0 ? response.writeHead(429, { 'Retry-After': '7' }) : response).end(),
    });
    const clock = testClock();
    expect(await checkOne(`${base}/a`, { clock })).toMatchObject({ verdict: 'ok' });
    expect(clock.slept).toEqual([1_000, 7_000]);
  });

  it('take a date for it as well', async () => {
    let asked = 0;
    const clock = testClock();
    const { base } = await site({
      '/a': (_, response) => {
        const at = new Date(clock.now() + 20_000).toUTCString();
        response.writeHead(asked++ === 0 ? 503 : 200, { 'Retry-After': at }).end();
      },
    });
    expect(await checkOne(`${base}/a`, { clock })).toMatchObject({ verdict: 'ok' });
    expect(clock.slept).toEqual([1_000, 20_000]);
  });

  it.each([
    ['goes on asking for it', '7', ['GET /robots.txt', 'HEAD /a', 'HEAD /a']],
    ['asks for more than a minute', '61', ['GET /robots.txt', 'HEAD /a']],
    ['does not say for how long', '', ['GET /robots.txt', 'HEAD /a']],
  ])('leave a host alone that %s', async (_, retryAfter, requests) => {
    const { asked, base } = await site({
      '/a': answer(429, { 'Retry-After': retryAfter }),
      '/b': answer(200),
    });
    expect(await check([`${base}/a`, `${base}/b`])).toMatchObject([
      { verdict: 'unsure', status: 429 },
      { verdict: 'unsure', status: null, detail: expect.stringContaining('fewer requests') },
    ]);
    expect(asked()).toEqual(requests);
  });

  it('go on asking what is behind another port of a host that wants to be left alone', async () => {
    const [busy, other] = [await site({ '/a': answer(429) }), await site({ '/b': answer(200) })];
    expect(await check([`${busy.base}/a`, `${other.base}/b`, `${busy.base}/c`])).toMatchObject([
      { verdict: 'unsure', status: 429 },
      { verdict: 'ok' },
      { verdict: 'unsure', status: null },
    ]);
    expect(busy.asked()).toEqual(['GET /robots.txt', 'HEAD /a']);
  });

  it('go on asking a host of which one page is away', async () => {
    const { base } = await site({ '/a': answer(503, { 'Retry-After': '600' }), '/b': answer(200) });
    expect(await check([`${base}/a`, `${base}/b`])).toMatchObject([{ verdict: 'unsure' }, { verdict: 'ok' }]);
  });

  it('read nothing that robots.txt asks programs not to read', async () => {
    const { asked, base } = await site({
      '/robots.txt': answer(200, {}, 'User-agent: *\nDisallow: /private'),
      '/private': answer(405),
      '/private/good': answer(200),
      '/public': answer(405),
    });
    expect(await check([`${base}/private`, `${base}/private/good`, `${base}/public`])).toMatchObject([
      {
        verdict: 'unsure',
        detail: expect.stringContaining('answered 405 to HEAD, and robots.txt there asks'),
      },
      { verdict: 'ok' },
      { verdict: 'unsure', status: 405 },
    ]);
    expect(asked()).toEqual([
      'GET /robots.txt',
      'HEAD /private',
      'HEAD /private/good',
      'HEAD /public',
      'GET /public',
    ]);
  });

  it('read nothing while robots.txt cannot be had', async () => {
    const { asked, base } = await site({ '/robots.txt': answer(500), '/a': answer(405) });
    expect(await checkOne(`${base}/a`)).toMatchObject({ verdict: 'unsure' });
    expect(asked()).toEqual(['GET /robots.txt', 'HEAD /a']);
  });

  it.each([
    [4, 4_000],
    [60, 10_000],
  ])(
    'leave a host that asks for %i s between requests alone for so long, and ten at most',
    async (s, pauseMs) => {
      const robots = answer(200, {}, `User-agent: *\nCrawl-delay: ${s}`);
      const { base } = await site({ '/robots.txt': robots, '/a': answer(200), '/b': answer(200) });
      const clock = testClock();
      await check([`${base}/a`, `${base}/b`], { clock });
      expect(clock.slept).toEqual([pauseMs, pauseMs]);
    },
  );
});
