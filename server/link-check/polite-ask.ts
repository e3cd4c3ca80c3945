import PQueue from 'p-queue';
import { hostOf } from '../outgoing/web-address.ts';
import { addressProblem, type Ask, type Failure, type Question, type Reply } from './ask.ts';
import { ALL_ALLOWED, NONE_ALLOWED, readRobots, type Robots } from './robots.ts';

/** Between two requests to a host, unless it asks for more. */
const PAUSE_MS = 1_000;
/** Whoever asks for more than this is served better by fewer requests than by later ones. */
const CRAWL_DELAY_MAX_MS = 10_000;
const RETRY_AFTER_MAX_MS = 60_000;
/** As much as RFC 9309 wants to be read. */
const ROBOTS_BYTES_MAX = 500 * 1024;

export type Clock = { now(): number; sleep(ms: number, signal: AbortSignal): Promise<void> };

export type PoliteAsk = {
  ask: Ask;
  /** Asked for once. A failure where nobody answers there at all. */
  robotsOf: (url: URL) => Promise<Robots | Failure>;
};

type Host = {
  turns: PQueue;
  readyAt: number;
  pauseMs: number;
};

/** One of the servers of a host: what is behind one port does not speak for what is behind another. */
type Server = {
  /** It has asked once for some time, and got it. */
  hasBeenWaitedFor: boolean;
  /** It has had enough. */
  isLeftAlone: boolean;
};

type Options = { ask: Ask; clock: Clock; signal: AbortSignal };

/**
 * One request to a host at a time, and a pause before the next. A server that asks for a longer one (429 or 503, with `Retry-After`) gets it once; one that goes on
 * saying 429 is not asked again.
 */
export function createPoliteAsk({ ask, clock, signal }: Options): PoliteAsk {
  const hosts = new Map<string, Host>();
  const servers = new Map<string, Server>();
  const robots = new Map<string, ReturnType<PoliteAsk['robotsOf']>>();

  async function askInTurn(host: Host, question: Question): Promise<Reply> {
    const server = serverAt(question.url);
    for (;;) {
      if (server.isLeftAlone)
        return {
          kind: 'failed',
          message: 'The server has asked for fewer requests, and was not asked again.',
        };
      await clock.sleep(Math.max(0, host.readyAt - clock.now()), signal);
      const reply = await ask(question);
      host.readyAt = clock.now() + host.pauseMs;
      if (reply.kind !== 'answered' || (reply.status !== 429 && reply.status !== 503)) return reply;
      const waitMs = retryAfterMs(reply.retryAfter, clock.now());
      if (waitMs === null || waitMs > RETRY_AFTER_MAX_MS || server.hasBeenWaitedFor) {
        server.isLeftAlone ||= reply.status === 429;
        return reply;
      }
      server.hasBeenWaitedFor = true;
      host.readyAt = clock.now() + Math.max(waitMs, host.pauseMs);
    }
  }

  function hostAt(url: URL): Host {
    const name = hostOf(url);
    const known = hosts.get(name);
    if (known !== undefined) return known;
    const turns = new PQueue({ concurrency: 1 });
    const host = { turns, readyAt: 0, pauseMs: PAUSE_MS };
    hosts.set(name, host);
    return host;
  }

  function serverAt({ origin }: URL): Server {
    const server = servers.get(origin) ?? { hasBeenWaitedFor: false, isLeftAlone: false };
    servers.set(origin, server);
    return server;
  }

  const askPolitely: Ask = async (question) => {
    const problem = addressProblem(question.url);
    if (problem !== null) return problem;
    const host = hostAt(question.url);
    return await host.turns.add(() => askInTurn(host, question));
  };

  async function readRobotsOf(url: URL): ReturnType<PoliteAsk['robotsOf']> {
    const reply = await askPolitely({ url, method: 'GET', textBytesMax: ROBOTS_BYTES_MAX });
    if (reply.kind === 'nonsense') return ALL_ALLOWED;
    if (reply.kind !== 'answered') return reply;
    // A server that is in trouble is not read from; where none has been written, all may be read.
    if (reply.status >= 500 || reply.status === 429) return NONE_ALLOWED;
    if (reply.status !== 200) return ALL_ALLOWED;
    const read = readRobots(reply.text);
    const host = hostAt(url);
    host.pauseMs = Math.max(host.pauseMs, Math.min(read.crawlDelayMs, CRAWL_DELAY_MAX_MS));
    host.readyAt = Math.max(host.readyAt, clock.now() + host.pauseMs);
    return read;
  }

  return {
    ask: askPolitely,
    robotsOf: (page) => {
      const url = new URL('/robots.txt', page);
      const known = robots.get(url.href) ?? readRobotsOf(url);
      robots.set(url.href, known);
      return known;
    },
  };
}

/** A number of seconds, or a date. */
function retryAfterMs(value: string | null, now: number): number | null {
  if (value === null) return null;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
