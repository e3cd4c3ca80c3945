import { z } from 'zod';
import { ask } from './ask.ts';
import type { Cdn } from './cdn.ts';

const API = 'https://api.cloudflare.com';

const answerSchema = z.object({
  success: z.boolean(),
  errors: z.array(z.object({ message: z.string() })).default([]),
});

type CloudflareOptions = { zone: string; token: string; api?: string };

export function createCloudflare({ api = API, token, zone }: CloudflareOptions): Cdn {
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  return {
    name: `Cloudflare zone ${zone}`,
    // Of the smallest plan: five requests begin within a second, after some that come at once.
    limits: { urls: 100, requests: 2, perSecond: 5 },
    purge: async (files, { signal }) => {
      const body = JSON.stringify({ files });
      const address = `${api}/client/v4/zones/${zone}/purge_cache`;
      const { errors, success } = answerSchema.parse(
        JSON.parse(await ask(address, { method: 'POST', headers, body, signal })),
      );
      if (!success) throw new Error(`Cloudflare refused: ${errors.map(({ message }) => message).join('; ')}`);
    },
  };
}
