import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';

export type GatewayProxy = {
  endpoint: string;
  /** What was asked for so far, as `PUT /bucket/key`, in the order of arrival. */
  asked: string[];
  /** The most that were under way at one time. */
  mostAtOnce(): number;
  /** Judges each request to come: a status is answered in the service's place, `cut` ends the connection, null lets it through. */
  judge(rule: (asked: string) => number | 'cut' | null): void;
  close(): Promise<void>;
};

function letThrough(): null {
  return null;
}

/** Between a program and an S3 service: counts, refuses and cuts. The signature names the host that was asked, which is passed on. */
export async function startGatewayProxy(endpoint: string): Promise<GatewayProxy> {
  const { hostname, port } = new URL(endpoint);
  const asked: string[] = [];
  let rule: (name: string) => number | 'cut' | null = letThrough;
  let atOnce = 0;
  let most = 0;

  function passOn(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { headers, method, url } = incoming;
    const forwarded = request({ hostname, port, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    outgoing.on('close', () => forwarded.destroy());
    incoming.pipe(forwarded);
  }

  const server = createServer((incoming, outgoing) => {
    const name = `${incoming.method} ${decodeURIComponent((incoming.url ?? '').split('?')[0] ?? '')}`;
    asked.push(name);
    const verdict = rule(name);
    if (verdict === 'cut') return void incoming.socket.destroy();
    if (verdict !== null) {
      incoming.resume();
      return void outgoing.writeHead(verdict, { 'Content-Type': 'application/xml' }).end('<Error/>');
    }
    atOnce += 1;
    most = Math.max(most, atOnce);
    outgoing.on('close', () => (atOnce -= 1));
    return passOn(incoming, outgoing);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('The system gave no port to listen on.');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    asked,
    mostAtOnce: () => most,
    judge: (next) => (rule = next),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
