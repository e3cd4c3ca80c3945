/**
 * The program that loads the API: reads an order from each line of standard input, keeps one connection for each entry busy with saves
 * for as long as it says, and prints the result. It speaks HTTP over bare sockets, to leave the processor to the server.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { createExchange } from './exchange.ts';
import { sampleContent } from './sample-content.ts';
import type { LoadOrder, LoadResult, SavedEntry } from './save-load.ts';

const { title: _, ...rest } = sampleContent();
const BODY_END = `,${JSON.stringify(rest).slice(1)}}`;

let saveCount = 0;

async function load({ port, cookie, entries, milliseconds }: LoadOrder): Promise<LoadResult> {
  const startedAt = performance.now();
  const endsAt = startedAt + milliseconds;
  const clients = await Promise.all(entries.map((entry) => saveUntil(endsAt, { entry, port, cookie })));
  const seconds = (performance.now() - startedAt) / 1000;
  const latenciesMs = clients.flatMap((client) => client.latenciesMs);
  return {
    savesPerSecond: latenciesMs.length / seconds,
    latenciesMs,
    entries: clients.map(({ entry }) => entry),
  };
}

type Target = { entry: SavedEntry; port: number; cookie: string };

async function saveUntil(
  endsAt: number,
  { entry, port, cookie }: Target,
): Promise<{ entry: SavedEntry; latenciesMs: number[] }> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  const exchange = createExchange(socket);
  const latenciesMs: number[] = [];
  let { versionId } = entry;
  while (performance.now() < endsAt) {
    const body = `{"content":{"title":"First light, take ${++saveCount}"${BODY_END}`;
    const request =
      `PUT /api/v1/entries/${entry.id}/draft HTTP/1.1\r\nHost: localhost\r\nCookie: ${cookie}\r\n` +
      `If-Match: "${versionId}"\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    const sentAt = performance.now();
    const head = await exchange(request);
    latenciesMs.push(performance.now() - sentAt);
    const saved = /^HTTP\/1\.1 200 [^]*\r\netag: "([^"]+)"/i.exec(head)?.[1];
    if (saved === undefined) throw new Error(`A save was not answered as expected:\n${head}`);
    versionId = saved;
  }
  socket.destroy();
  return { entry: { id: entry.id, versionId }, latenciesMs };
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await load(JSON.parse(line)))}\n`);
}
