import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { expect, it } from 'vitest';
import { createMetricsPage } from './metrics-page.ts';

const metrics = {
  contentType: 'text/plain; version=0.0.4',
  render: async () => 'up 1\n',
};

it.each([
  ['without a token', {}, 401],
  ['with another one', { Authorization: 'Bearer other' }, 401],
  ['with the token and no scheme', { Authorization: 'the-token' }, 401],
  ['with the token', { Authorization: 'Bearer the-token' }, 200],
])('metrics are read %s', async (_, headers, status) => {
  const app = new Koa();
  app.use(createMetricsPage({ metrics, token: 'the-token' }));
  const handle = app.callback();
  const server = createServer((request, response) => void handle(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    const reply = await fetch(`http://127.0.0.1:${port}/metrics`, { headers });
    expect(reply.status).toBe(status);
    expect(reply.headers.get('Cache-Control')).toBe('no-store');
    expect((await reply.text()).includes('up 1')).toBe(status === 200);
    expect((await fetch(`http://127.0.0.1:${port}/metrics/other`, { headers })).status).toBe(404);
  } finally {
    server.close();
  }
});
