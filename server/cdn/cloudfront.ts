import { randomUUID } from 'node:crypto';
import {
  CloudFrontClient,
  CreateInvalidationCommand,
  TooManyInvalidationsInProgress,
} from '@aws-sdk/client-cloudfront';
import type { CloudFrontClientConfig } from '@aws-sdk/client-cloudfront';
import { TryLater, type Cdn } from './cdn.ts';

/** CloudFront is one for the whole world, and is asked there. */
const REGION = 'us-east-1';

type CloudFrontOptions = { distribution: string } & Pick<CloudFrontClientConfig, 'credentials' | 'endpoint'>;

export function createCloudFront({ distribution, ...options }: CloudFrontOptions): Cdn {
  const client = new CloudFrontClient({ region: REGION, ...options });
  return {
    name: `CloudFront distribution ${distribution}`,
    // Three thousand may be under way at one time, over all requests.
    limits: { urls: 1_000, requests: 1, perSecond: 1 },
    purge: async (urls, { signal }) => {
      const items = urls.map((address) => new URL(address).pathname);
      const input = {
        DistributionId: distribution,
        InvalidationBatch: {
          CallerReference: randomUUID(),
          Paths: { Quantity: items.length, Items: items },
        },
      };
      try {
        await client.send(new CreateInvalidationCommand(input), { abortSignal: signal });
      } catch (error) {
        if (error instanceof TooManyInvalidationsInProgress)
          throw new TryLater('CloudFront has too many invalidations in progress', { afterMs: null });
        throw error;
      }
    },
  };
}
