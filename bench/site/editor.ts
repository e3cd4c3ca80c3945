import { once } from 'node:events';
import { connect } from 'node:net';
import { createExchange } from '../api/exchange.ts';
import type { SampleFields } from '../content/sample-site.ts';
import type { BenchSite } from './bench-site.ts';

/** Somebody who is signed in and works on posts, over one connection to each process. */
export type Editor = {
  createPost(fields: SampleFields): Promise<Draft>;
  savePost(draft: Draft, fields: SampleFields): Promise<Draft>;
  /** Resolves with the status; the request has left when this returns. */
  publish(draft: Draft): Promise<number>;
  /** At a whole second. Resolves with the id of the schedule. */
  schedule(draft: Draft, due: Date): Promise<string>;
  readPost(id: string): Promise<Draft>;
  /** Returns the path of the page in the preview, which needs no cookie. */
  openPreview(draft: Pick<Draft, 'id'>): Promise<string>;
  close(): void;
};

export type Draft = { id: string; versionId: string };

/** At several ports, one request goes to the one and the next to the next. */
export async function signIn(site: BenchSite, ...ports: readonly number[]): Promise<Editor> {
  const cookie = await openSession(site, ports[0] ?? 0);
  const sockets = ports.map((port) => connect({ port, host: '127.0.0.1', noDelay: true }));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  const exchanges = sockets.map(createExchange);
  let asked = 0;
  const exchange: ReturnType<typeof createExchange> = (request) => {
    asked += 1;
    const [first] = exchanges;
    const next = exchanges[asked % exchanges.length] ?? first;
    if (next === undefined) throw new Error('There is nobody to ask.');
    return next(request);
  };

  const ask = (
    line: string,
    { body, version }: { body?: unknown; version?: string } = {},
  ): Promise<string> => {
    const text = body === undefined ? '' : JSON.stringify(body);
    const condition = version === undefined ? '' : `If-Match: "${version}"\r\n`;
    const type = body === undefined ? '' : 'Content-Type: application/json\r\n';
    return exchange(
      `${line} HTTP/1.1\r\nHost: bench.example\r\nCookie: ${cookie}\r\n${condition}${type}Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
    );
  };
  return {
    createPost: async (content) => {
      const body = { collection: 'posts', locale: 'en', content };
      const head = await ask('POST /api/v1/entries', { body });
      return { id: found(head, /^location: \S*\/([^/\s]+)\r$/im), versionId: versionIn(head) };
    },
    savePost: async ({ id, versionId }, content) => {
      const head = await ask(`PUT /api/v1/entries/${id}/draft`, { body: { content }, version: versionId });
      return { id, versionId: versionIn(head) };
    },
    readPost: async (id) => ({ id, versionId: versionIn(await ask(`GET /api/v1/entries/${id}`)) }),
    publish: async ({ id, versionId }) => {
      const head = await ask(`POST /api/v1/entries/${id}/publish`, { version: versionId });
      return Number(found(head, /^HTTP\/1\.1 (\d+)/));
    },
    schedule: async ({ id, versionId }, due) => {
      const at = { time: due.toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length), timeZone: 'UTC' };
      const head = await ask('POST /api/v1/schedules', { body: { at, entries: [{ id, versionId }] } });
      return found(head, /^location: \S*\/([^/\s]+)\r$/im);
    },
    openPreview: async ({ id }) => found(await ask(`GET /preview/${id}`), /^location: (\S+)\r$/im),
    close: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function openSession({ editor }: BenchSite, port: number): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(editor),
  });
  const cookies = answer.headers.getSetCookie().map((line) => line.split(';')[0]);
  if (cookies.length === 0) throw new Error(`The editor could not sign in: ${await answer.text()}`);
  return cookies.join('; ');
}

function versionIn(head: string): string {
  return found(head, /^etag: "([^"]+)"\r$/im);
}

function found(head: string, pattern: RegExp): string {
  const value = pattern.exec(head)?.[1];
  if (value === undefined) throw new Error(`The API did not answer as expected:\n${head}`);
  return value;
}
