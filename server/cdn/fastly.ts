import { ask } from './ask.ts';
import type { Cdn } from './cdn.ts';

const API = 'https://api.fastly.com';

/** By address, whichever service holds it: what many addresses have in common is named by none of our headers. */
export function createFastly({ api = API, token }: { token: string; api?: string }): Cdn {
  return {
    name: 'Fastly',
    limits: { urls: 1, requests: 16, perSecond: 100 },
    purge: async (urls, { signal }) => {
      const headers = { 'Fastly-Key': token, Accept: 'application/json' };
      for (const address of urls) {
        const { host, pathname, search } = new URL(address);
        await ask(`${api}/purge/${host}${pathname}${search}`, { method: 'POST', headers, signal });
      }
    },
  };
}
