import { once } from 'node:events';
import { createServer } from 'node:http';
import type { RequestListener, Server, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { AppError } from '../errors.ts';

/** Long enough for a slow connection to say what it wants, short enough that saying nothing does not hold one for ever. */
const HEADERS_TIMEOUT_MS = 20_000;
/** A body of the largest size we take, over a mobile connection. */
const REQUEST_TIMEOUT_MS = 120_000;
/** Longer than the 60 s after which nginx drops an idle connection: who ends one must not do it while the other uses it. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;
/** Requests that run when the process is told to stop have this long to finish. */
const FINISH_TIMEOUT_MS = 10_000;
const IDLE_SWEEP_MS = 50;
/** Whoever keeps a connection open may have a request on its way when the process is told to stop: so long it is answered, and told that it was the last one. */
const LAST_REQUESTS_MS = 1_000;

export type HttpServer = {
  port: number;
  /** Ends kept-alive connections with an answer, then takes no new connection, lets requests finish within a limit, and closes what is left. */
  close(): Promise<void>;
};

export type Address = { host: string; port: number };

export async function listen(listener: RequestListener, address: Address): Promise<HttpServer> {
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    },
    listener,
  );
  const endWithAnswers = followAnswers(server);
  await bind(server, address);
  const bound = server.address();
  return {
    port: bound !== null && typeof bound === 'object' ? bound.port : address.port,
    close: async () => {
      endWithAnswers();
      await awaitLastRequests(server);
      await closeServer(server);
    },
  };
}

async function bind(server: Server, address: Address): Promise<void> {
  server.listen(address);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw await explainListenError(error, address);
  }
}

async function explainListenError(cause: unknown, { host, port }: Address): Promise<AppError> {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'EADDRINUSE') {
    if (await isStillpress(port))
      return new AppError(
        'already-running',
        `Stillpress is already running on port ${port}. Use that one or stop it; PORT sets another port for a second site, DATA_DIR another folder.`,
        { cause },
      );
    const next = port < 65_535 ? port + 1 : 4000;
    return new AppError(
      'cannot-listen',
      `Port ${port} is taken by another program. Stop that one, or choose another port: PORT=${next}`,
      { cause },
    );
  }
  const reason =
    code === 'EACCES'
      ? `This user may not listen on port ${port}. Ports from 1024 up are free to use: PORT=4000`
      : `${host} is not an address of this machine. HOST=127.0.0.1 always is, HOST=0.0.0.0 means all of them.`;
  return new AppError('cannot-listen', reason, { cause });
}

async function isStillpress(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(1_000) });
    return (await answer.text()).includes('"stillpress"');
  } catch {
    // Whoever it is does not speak as we do.
    return false;
  }
}

/** Returns what makes each answer, those under way among them, the last one of its connection. */
function followAnswers(server: Server): () => void {
  const answers = new Set<ServerResponse>();
  let isEnding = false;
  server.prependListener('request', (_, response: ServerResponse) => {
    if (isEnding) response.shouldKeepAlive = false;
    answers.add(response);
    response.once('close', () => answers.delete(response));
  });
  return () => {
    isEnding = true;
    for (const response of answers) response.shouldKeepAlive = false;
  };
}

async function awaitLastRequests(server: Server): Promise<void> {
  const countConnections = promisify(server.getConnections.bind(server));
  const until = performance.now() + LAST_REQUESTS_MS;
  while (performance.now() < until && (await countConnections()) > 0) await delay(IDLE_SWEEP_MS);
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // A kept-alive connection becomes idle only when its request has been answered, which may be after the close began.
    const sweep = setInterval(() => server.closeIdleConnections(), IDLE_SWEEP_MS);
    const limit = setTimeout(() => server.closeAllConnections(), FINISH_TIMEOUT_MS);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(limit);
      resolve();
    });
  });
}
