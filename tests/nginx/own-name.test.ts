import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ask } from '../support/ask.ts';
import { freePort } from '../support/free-port.ts';
import { nginxPath, startNginx } from '../support/start-nginx.ts';

const README = readFileSync(join(import.meta.dirname, '../../nginx/README.md'), 'utf8');

test.skipIf(nginxPath === null)(
  'the authoring interface has a name of its own with what the README says, and none of the site is there',
  async () => {
    const [port, webPort] = [await freePort(), await freePort()];
    const blocks = Array.from(README.matchAll(/```nginx\n(.*?)```/gs), ([, block = '']) => block);
    const server = blocks.find((block) => block.includes('server_name admin.')) ?? '';
    const moreServers = server.replace('listen 443 ssl http2', `listen 127.0.0.1:${port}`);
    const nginx = await startNginx({ webPort, moreServers });
    const web = createServer((asked, answer) => answer.end(`${asked.headers.host} ${asked.url}`));
    web.listen(webPort, '127.0.0.1');
    await once(web, 'listening');
    const headers = { Host: 'admin.example.org' };
    try {
      for (const path of ['/admin/', '/api/v1/entries', '/api/v1/events', '/preview/t/a/rss.xml'])
        expect((await ask(port, path, { headers })).text).toBe(`admin.example.org ${path}`);
      const first = await ask(port, '/', { headers });
      expect([first.status, first.headers.location]).toEqual([302, '/admin/']);
      for (const path of ['/a/', '/rss.xml', '/_astro/x.js', '/.env'])
        expect([path, (await ask(port, path, { headers })).status]).toEqual([path, 404]);
    } finally {
      web.closeAllConnections();
      web.close();
      await nginx.stop();
    }
  },
);
