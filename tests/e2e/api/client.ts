import { request, type IncomingHttpHeaders } from 'node:http';

export type Reply = {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** The body as JSON; undefined if it is none. */
  json: unknown;
};

export type Sent = {
  headers?: Record<string, string>;
  /** Several parts are sent without a Content-Length. */
  body?: Buffer | string | readonly Buffer[];
};

/** Keeps its cookies, as a browser does; sends whatever it is told, as a browser would not. */
export type Client = {
  cookies: Map<string, string>;
  send(method: string, path: string, sent?: Sent): Promise<Reply>;
  get(path: string, headers?: Record<string, string>): Promise<Reply>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  put(path: string, body: unknown, headers?: Record<string, string>): Promise<Reply>;
};

export function createClient(port: number): Client {
  const cookies = new Map<string, string>();
  const send: Client['send'] = async (method, path, { headers = {}, body } = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const reply = await exchange({
      port,
      method,
      path,
      headers: { ...(cookie === '' ? {} : { Cookie: cookie }), ...headers },
      body,
    });
    for (const line of reply.headers['set-cookie'] ?? []) keepCookie(cookies, line);
    return reply;
  };
  const sendJson = (
    method: string,
    path: string,
    { body, headers = {} }: { body: unknown; headers: Sent['headers'] },
  ) =>
    send(
      method,
      path,
      body === undefined
        ? { headers }
        : { headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) },
    );
  return {
    cookies,
    send,
    get: (path, headers = {}) => send('GET', path, { headers }),
    post: (path, body, headers = {}) => sendJson('POST', path, { body, headers }),
    put: (path, body, headers = {}) => sendJson('PUT', path, { body, headers }),
  };
}

function keepCookie(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split(/; */);
  const [name = '', value = ''] = pair.split('=');
  const expires = attributes.find((attribute) => attribute.startsWith('expires='))?.slice('expires='.length);
  if (value === '' || (expires !== undefined && Date.parse(expires) < Date.now())) cookies.delete(name);
  else cookies.set(name, value);
}

type Exchange = {
  port: number;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Sent['body'];
};

function exchange({ port, method, path, headers, body }: Exchange): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (incoming) => {
      const parts: Buffer[] = [];
      incoming.on('data', (part: Buffer) => parts.push(part));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const text = Buffer.concat(parts).toString();
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text, json: parseJson(text) });
      });
    });
    // The server may answer, and close, before it has taken all of a body that it refuses.
    outgoing.on('error', reject);
    if (typeof body === 'string' || Buffer.isBuffer(body)) {
      outgoing.setHeader('Content-Length', Buffer.byteLength(body));
      outgoing.end(body);
    } else {
      // Node would send the parts of a DELETE without saying so.
      if (body !== undefined) outgoing.setHeader('Transfer-Encoding', 'chunked');
      for (const part of body ?? []) outgoing.write(part);
      outgoing.end();
    }
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
