import type { CdnConfig } from '../config-cdn.ts';
import type { Cdn } from './cdn.ts';
import { createCloudflare } from './cloudflare.ts';
import { createFastly } from './fastly.ts';
import { createPurgeHook } from './purge-hook.ts';
import { createVarnish } from './varnish.ts';

/** The SDK is loaded where it is needed, and nowhere else. */
export async function openCdn(config: CdnConfig): Promise<Cdn> {
  if (config.kind === 'varnish') return createVarnish(config);
  if (config.kind === 'cloudflare') return createCloudflare(config);
  if (config.kind === 'fastly') return createFastly(config);
  if (config.kind === 'webhook') return createPurgeHook(config);
  const { createCloudFront } = await import('./cloudfront.ts');
  return createCloudFront(config);
}
