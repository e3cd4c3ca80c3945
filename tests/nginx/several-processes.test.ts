import { createServer, type IncomingMessage, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createClient } from '../e2e/api/client.ts';
import { nginxPath, startNginx, type TestNginx } from '../support/start-nginx.ts';

type Arrived = { place: number; method: string; body: string };

describe.skipIf(nginxPath === null)('a web process that ends with a request in its hands', () => {
  const places: Server[] = [];
  let ports: readonly number[];
  let nginx: TestNginx;
  let arrived: Arrived[];

  /** Where a request arrives first, it breaks off. */
  async function answer(place: number, request: IncomingMessage): Promise<string | null> {
    arrived.push({ place, method: request.method ?? '', body: await text(request) });
    return arrived.length === 1 ? null : `from ${place}`;
  }

  async function openPlace(place: number): Promise<number> {
    const server = createServer((request, response) => {
      void answer(place, request).then((said) =>
        said === null ? request.socket.destroy() : response.end(said),
      );
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    places.push(server);
    const address = server.address();
    return typeof address === 'object' ? (address?.port ?? 0) : 0;
  }

  beforeAll(async () => {
    ports = [await openPlace(1), await openPlace(2), await openPlace(3)];
  });

  afterAll(() => {
    for (const place of places) {
      place.closeAllConnections();
      place.close();
    }
  });

  /** One that has seen none of them break off. */
  beforeEach(async () => {
    arrived = [];
    const [webPort = 0, ...otherWebPorts] = ports;
    nginx = await startNginx({ webPort, otherWebPorts });
  });

  afterEach(() => nginx.stop());

  const send = (method: string, headers: Record<string, string>, body = '') =>
    createClient(nginx.port).send(method, '/api/v1/entries', { headers, ...(body !== '' && { body }) });

  const JSON_TYPE = { 'Content-Type': 'application/json' };
  const KEY = { 'Idempotency-Key': 'a-key-of-this-request' };

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
    'loses no %s that has a key: another process gets all of it',
    async (method) => {
      const { status, text: said } = await send(method, { ...JSON_TYPE, ...KEY }, '{"title":"A"}');
      expect([status, said]).toEqual([200, `from ${arrived[1]?.place}`]);
      expect(arrived.map(({ body }) => body)).toEqual(['{"title":"A"}', '{"title":"A"}']);
      expect(arrived[1]?.place).not.toBe(arrived[0]?.place);
    },
  );

  test.each([
    ['read', 'GET', {}],
    ['write that has a key and no body', 'POST', KEY],
  ])('loses no %s', async (_, method, headers) => {
    expect((await send(method, headers)).status).toBe(200);
    expect(arrived).toHaveLength(2);
  });

  test.each(['POST', 'PATCH'])('has no other do a %s without a key', async (method) => {
    const { json, status } = await send(method, JSON_TYPE, '{"title":"A"}');
    expect([status, json]).toMatchObject([503, { code: 'web-away' }]);
    expect(arrived).toHaveLength(1);
  });

  test('has no other take an upload', async () => {
    const upload = { 'Content-Type': 'application/octet-stream', ...KEY };
    expect((await send('POST', upload, 'bytes')).status).toBe(503);
    expect(arrived).toHaveLength(1);
  });
});
