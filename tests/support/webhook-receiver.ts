import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TlsOptions } from 'node:tls';

export type ReceivedDelivery = { method: string; path: string; headers: IncomingHttpHeaders; body: string };

export type WebhookReceiver = {
  url: string;
  port: number;
  received: ReceivedDelivery[];
  close(): Promise<void>;
};

type ReceiverOptions = {
  host?: string;
  port?: number;
  /** What it does once it has all of a request; it answers 204 unless told otherwise. */
  answer?: RequestListener;
  tls?: TlsOptions;
};

/** A real HTTP server on a loopback address, which keeps what it is sent. */
export async function startReceiver({
  answer = (_, response) => void response.writeHead(204).end(),
  host = '127.0.0.1',
  port: wanted = 0,
  tls,
}: ReceiverOptions = {}): Promise<WebhookReceiver> {
  const received: ReceivedDelivery[] = [];
  const listener: RequestListener = (request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { headers, method = '', url = '' } = request;
      received.push({ method, path: url, headers, body: Buffer.concat(parts).toString() });
      answer(request, response);
    });
  };
  const server: Server = tls === undefined ? createServer(listener) : createSecureServer(tls, listener);
  server.listen(wanted, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://${host}:${port}/hook`,
    port,
    received,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
