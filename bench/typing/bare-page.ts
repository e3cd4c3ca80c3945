import { once } from 'node:events';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { build } from 'vite';
import type { RichTextDocument } from '../../model/rich-text/document.ts';
import { freePort } from '../../tests/support/free-port.ts';
import { basicDocument } from './long-document.ts';

export type BarePage = { url: string; close: () => void };

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
};

/** `bare/`, built as the authoring UI is, with the document in it. */
export async function openBarePage(document: RichTextDocument): Promise<BarePage> {
  const files = new Map<string, string | Uint8Array>([
    ['/document.json', JSON.stringify(basicDocument(document))],
  ]);
  const root = join(import.meta.dirname, 'bare');
  const built = await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: { write: false, target: 'esnext' },
  });
  if ('close' in built) throw new Error('Vite watches where it was to build.');
  for (const { output } of [built].flat())
    for (const file of output)
      files.set(`/${file.fileName}`, file.type === 'chunk' ? file.code : file.source);
  const server = createServer(({ url = '/' }, response) => {
    const path = url === '/' ? '/index.html' : url;
    response.setHeader('Content-Type', TYPES[extname(path)] ?? 'application/octet-stream');
    response.end(files.get(path));
  });
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${port}/`, close: () => void server.close() };
}
