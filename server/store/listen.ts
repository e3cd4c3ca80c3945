import { Client } from 'pg';
import { PUBLICATION_CHANNEL } from './publications.ts';

const RECONNECT_FIRST_MS = 200;
const RECONNECT_MAX_MS = 10_000;
const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Calls `onNotify` after each publication that any process commits to the Postgres database, and after each (re)connection, since
 * one may have been missed until then. It listens on a connection of its own and reconnects for ever.
 */
export function listenForPublications(databaseUrl: string, onNotify: () => void): Listener {
  let stopped = false;
  let client: Client | null = null;
  let timer: NodeJS.Timeout | undefined;
  let delayMs = RECONNECT_FIRST_MS;

  async function connect(): Promise<void> {
    const next = new Client({
      connectionString: databaseUrl,
      application_name: 'stillpress listener',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
    });
    client = next;
    // The end of the connection follows every error, and it is what we act upon.
    next.on('error', () => {});
    next.once('end', reconnectLater);
    next.on('notification', onNotify);
    await next.connect();
    await next.query(`listen ${PUBLICATION_CHANNEL}`);
    delayMs = RECONNECT_FIRST_MS;
    onNotify();
  }

  function start(): void {
    connect().catch(() => client?.end());
  }

  function reconnectLater(): void {
    if (stopped) return;
    timer = setTimeout(start, delayMs * (0.5 + Math.random() / 2));
    delayMs = Math.min(delayMs * 2, RECONNECT_MAX_MS);
  }

  start();
  return {
    close: async () => {
      stopped = true;
      clearTimeout(timer);
      await client?.end();
    },
  };
}

export type Listener = { close(): Promise<void> };
