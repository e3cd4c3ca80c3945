import { setTimeout as delay } from 'node:timers/promises';
import PQueue from 'p-queue';
import type { AllowHosts } from '../allow-hosts.ts';
import { resolveName, type Resolve } from '../outgoing/pinned-request.ts';
import { createReach } from '../outgoing/reach.ts';
import { createAsk } from './ask.ts';
import { checkLink, type CheckedLink } from './check-link.ts';
import { createPoliteAsk, type Clock } from './polite-ask.ts';

/** So many hosts are asked at once: each of them waits most of the time. */
const HOSTS_AT_ONCE = 8;
const TIMEOUT_MS = 10_000;

export type CheckLinksOptions = {
  /** Whom it is asked for: those who see it in their logs find out where it comes from. */
  siteUrl: string;
  /** What may be asked beside public addresses. */
  allowHosts: AllowHosts;
  /** Once it is aborted, nobody is asked any more. */
  signal: AbortSignal;
  onChecked?: (done: number) => void;
  resolve?: Resolve;
  timeoutMs?: number;
  clock?: Clock;
};

/** Asks for each address of the web whether it is there. What was not asked when the signal came is left out. */
export async function checkLinks(
  urls: readonly string[],
  {
    allowHosts,
    clock = SYSTEM_CLOCK,
    onChecked,
    resolve = resolveName,
    signal,
    siteUrl,
    timeoutMs = TIMEOUT_MS,
  }: CheckLinksOptions,
): Promise<CheckedLink[]> {
  const userAgent = `Stillpress link check (+${siteUrl})`;
  const ask = createAsk({ mayReach: createReach(allowHosts), resolve, userAgent, timeoutMs, signal });
  const polite = createPoliteAsk({ ask, clock, signal });
  const checked: CheckedLink[] = [];
  const hosts = new PQueue({ concurrency: HOSTS_AT_ONCE });
  const asking = [...Map.groupBy(urls, (url) => new URL(url).hostname).values()].map((ofHost) =>
    hosts.add(async () => {
      for (const url of ofHost) {
        if (signal.aborted) return;
        checked.push(await checkLink(url, polite));
        onChecked?.(checked.length);
      }
    }),
  );
  for (const outcome of await Promise.allSettled(asking))
    if (outcome.status === 'rejected' && !signal.aborted) throw outcome.reason;
  return checked;
}

const SYSTEM_CLOCK: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => delay(ms, undefined, { signal }),
};
