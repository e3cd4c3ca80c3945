/** The program behind the `serve` bench: renders each page when it is asked for, by the same templates. Prints its port. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openDatabase } from '../../server/store/database.ts';
import { openPageRenderer } from '../floor/render-pages.ts';
import { latestFinishedRelease } from '../site/release-of.ts';

async function main(dataDir: string): Promise<void> {
  const database = await openDatabase({ dataDir });
  const release = await latestFinishedRelease(database);
  await database.close();
  const renderer = openPageRenderer({ dataDir });
  const renderNext = createTurns();
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const bytes = await renderNext(() => renderer.renderOne(release, request.url ?? '/'));
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(bytes);
    };
    answer().catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
}

/** A snapshot of the content is of one page at a time. */
function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
}

await main(process.argv[2] ?? '');
