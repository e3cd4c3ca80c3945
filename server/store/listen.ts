import { Client } from 'pg';
import { PUBLICATION_CHANNEL } from './publications.ts';

const RECONNECT_FIRST_MS = 200;
const RECONNECT_MAX_MS = 10_000;
const CONNECT_TIMEOUT_MS = 5_000;

type Listening = {
  channels: readonly string[];
  onNotify: (channel: string, payload: string | undefined) => void;
  /** After each (re)connection: something may have been missed until then. */
  onConnected?: () => void;
};

/** Calls `onNotify` after each publication that any process commits to the Postgres database, and after each (re)connection. */
export function listenForPublications(databaseUrl: string, onNotify: () => void): Listener {
  return listenTo(databaseUrl, { channels: [PUBLICATION_CHANNEL], onNotify, onConnected: onNotify });
}

/** Hears what any process tells through the Postgres database, on a connection of its own, and reconnects for ever. */
export function listenTo(databaseUrl: string, { channels, onConnected, onNotify }: Listening): Listener {
  let stopped = false;
  let isConnected = false;
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
    next.on('notification', ({ channel, payload }) => onNotify(channel, payload));
    await next.connect();
    for (const channel of channels) await next.query(`listen ${channel}`);
    delayMs = RECONNECT_FIRST_MS;
    isConnected = true;
    onConnected?.();
  }

  function start(): void {
    connect().catch(() => client?.end());
  }

  function reconnectLater(): void {
    isConnected = false;
    if (stopped) return;
    timer = setTimeout(start, delayMs * (0.5 + Math.random() / 2));
    delayMs = Math.min(delayMs * 2, RECONNECT_MAX_MS);
  }

  start();
  return {
    isConnected: () => isConnected,
    close: async () => {
      stopped = true;
      clearTimeout(timer);
      await client?.end();
    },
  };
}

export type Listener = {
  isConnected: () => boolean;
  close: () => Promise<void>;
};
