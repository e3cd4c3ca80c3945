import { createApiClient } from '../../../model/api/client.ts';
import { explain } from '../problems/explain.ts';

let isLeft = false;

/** To be told before all others that hear of it: they ask `isGoing`. */
export function followLeaving(): () => void {
  globalThis.addEventListener('pagehide', leave);
  globalThis.addEventListener('pageshow', comeBack);
  return () => {
    globalThis.removeEventListener('pagehide', leave);
    globalThis.removeEventListener('pageshow', comeBack);
  };
}

function leave(): void {
  isLeft = true;
}

function comeBack(): void {
  isLeft = false;
}

/** Nobody sees the page: it may be about to go, and no more of it may run than this. */
export function isGoing(): boolean {
  return isLeft || document.visibilityState === 'hidden';
}

/** The browser holds no more than 64 KiB for pages that are gone: what is longer goes the common way. */
const HELD_MAX = 60_000;

/** The same server: what is asked of it goes on although the page goes. */
export const lastWords = createApiClient({
  explain,
  fetch: async (url, init) => await fetch(url, { ...init, keepalive: isShort(init?.body) }),
});

function isShort(body: BodyInit | null | undefined): boolean {
  return typeof body !== 'string' || new TextEncoder().encode(body).length <= HELD_MAX;
}
