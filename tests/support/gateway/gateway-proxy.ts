import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

/** A status is answered in the service's place; `cut` ends the connection; `half` ends it in the middle of the body, whichever way that goes; `slow` lets it through late; null lets it through. */
export type Verdict = number | 'cut' | 'half' | 'slow' | null;

export type GatewayProxy = {
  endpoint: string;
  /** What was asked for so far, as `PUT /bucket/key`, in the order of arrival. */
  asked: string[];
  /** The most that were under way at one time. */
  mostAtOnce(): number;
  /** Judges each request to come. */
  judge(rule: (asked: string) => Verdict): void;
  close(): Promise<void>;
};

function letThrough(): null {
  return null;
}

const LATE_MS = 1_000;

/** Between a program and an S3 service: counts, refuses, delays and cuts. The signature names the host that was asked, which is passed on. */
export async function startGatewayProxy(endpoint: string): Promise<GatewayProxy> {
  const { hostname, port } = new URL(endpoint);
  const asked: string[] = [];
  let rule: (name: string) => Verdict = letThrough;
  let atOnce = 0;
  let most = 0;

  function passOn(incoming: IncomingMessage, outgoing: ServerResponse, isHalf: boolean): void {
    const { headers, method, url } = incoming;
    const forwarded = request({ hostname, port, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      if (isHalf) passHalf(answer, outgoing);
      else answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    outgoing.on('close', () => forwarded.destroy());
    if (isHalf && lengthOf(incoming) > 0) passHalf(incoming, forwarded);
    else incoming.pipe(forwarded);
  }

  const server = createServer((incoming, outgoing) => {
    const name = `${incoming.method} ${decodeURIComponent((incoming.url ?? '').split('?')[0] ?? '')}`;
    asked.push(name);
    const verdict = rule(name);
    if (verdict === 'cut') return void incoming.socket.destroy();
    if (typeof verdict === 'number') {
      incoming.resume();
      return void outgoing.writeHead(verdict, { 'Content-Type': 'application/xml' }).end('<Error/>');
    }
    atOnce += 1;
    most = Math.max(most, atOnce);
    outgoing.on('close', () => (atOnce -= 1));
    const go = (): void => passOn(incoming, outgoing, verdict === 'half');
    if (verdict === 'slow') return void delay(LATE_MS).then(go);
    return go();
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

function lengthOf({ headers }: IncomingMessage): number {
  return Number(headers['content-length'] ?? 0);
}

/** Then both ends are gone. */
function passHalf(from: IncomingMessage, to: Writable): void {
  let left = Math.floor(lengthOf(from) / 2);
  const end = (): void => {
    from.destroy();
    to.destroy();
  };
  if (left === 0) return end();
  return void from.on('data', (bytes: Buffer) => {
    if (left <= 0) return;
    const part = bytes.subarray(0, left);
    left -= part.length;
    to.write(part, () => {
      if (left === 0) end();
    });
  });
}
