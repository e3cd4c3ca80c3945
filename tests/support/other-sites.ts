import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { afterEach } from 'vitest';
import type { CheckedLink } from '../../server/link-check/check-link.ts';
import { checkLinks, type CheckLinksOptions } from '../../server/link-check/check-links.ts';
import type { Clock } from '../../server/link-check/polite-ask.ts';
import type { Resolve } from '../../server/outgoing/pinned-request.ts';
import { startReceiver, type WebhookReceiver } from './webhook-receiver.ts';

/** What a test has opened: it is closed when the test ends. */
export const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

type Routes = Readonly<Record<string, RequestListener>>;

export function answer(status: number, headers: Record<string, string> = {}, text = ''): RequestListener {
  return (_, response) => void response.writeHead(status, headers).end(text);
}

export function leadTo(location: string, status = 302): RequestListener {
  return answer(status, { Location: location });
}

/** A site that pages may link to. It answers 404 where it is told nothing else, and has no robots.txt either. */
export async function site(
  routes: Routes,
  options: Parameters<typeof startReceiver>[0] = {},
): Promise<WebhookReceiver & { base: string; asked: () => string[] }> {
  const started = await startReceiver({
    ...options,
    answer: (request: IncomingMessage, response: ServerResponse) =>
      (routes[request.url ?? ''] ?? answer(404))(request, response),
  });
  opened.push(started);
  const asked = (): string[] => started.received.map(({ method, path }) => `${method} ${path}`);
  return { ...started, base: new URL(started.url).origin, asked };
}

/** Time that passes only when somebody waits for it. */
export function testClock(): Clock & { slept: number[] } {
  let now = Date.UTC(2026, 4, 1);
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    sleep: async (ms, signal) => {
      signal.throwIfAborted();
      if (ms > 0) slept.push(ms);
      now += ms;
    },
  };
}

const LOOPBACK = { names: [], ranges: ['127.0.0.0/8'] };
export const NOTHING = { names: [], ranges: [] };

export function check(
  urls: readonly string[],
  options: Partial<CheckLinksOptions> = {},
): Promise<CheckedLink[]> {
  const { signal } = new AbortController();
  const rest = { allowHosts: LOOPBACK, clock: testClock(), signal, ...options };
  return checkLinks(urls, { siteUrl: 'https://site.example', ...rest });
}

export async function checkOne(url: string, options: Partial<CheckLinksOptions> = {}): Promise<CheckedLink> {
  const [checked] = await check([url], options);
  if (checked === undefined) throw new Error(`${url} was not checked.`);
  return checked;
}

/** What all names lead to. */
export function to(...addresses: string[]): Resolve {
  return async () => addresses.map((address) => ({ address, family: isIP(address) }));
}

export function failing(code: string): Resolve {
  return () => Promise.reject(Object.assign(new Error(`getaddrinfo ${code}`), { code }));
}

export function unanswered(): Promise<never> {
  return new Promise(() => {});
}
