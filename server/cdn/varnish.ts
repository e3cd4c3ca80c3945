import { ask } from './ask.ts';
import type { Cdn } from './cdn.ts';

/** Varnish, and whatever else takes the method PURGE. Each of its machines has a memory of its own. */
export function createVarnish({ servers }: { servers: readonly string[] }): Cdn {
  return {
    name: `PURGE to ${servers.join(' and ')}`,
    limits: { urls: 1, requests: 16, perSecond: 2_000 },
    purge: async (urls, { signal }) => {
      for (const address of urls) {
        const { host, pathname, search } = new URL(address);
        const headers = { Host: host };
        const questions = servers.map((server) =>
          // nginx with a purge module says 404 of what it does not hold.
          ask(`${server}${pathname}${search}`, { method: 'PURGE', headers, signal, alsoFine: [404] }),
        );
        await Promise.all(questions);
      }
    },
  };
}
