import type { S3Place } from '../../../server/config-s3.ts';
import { gatewayClient } from './gateway-client.ts';
import { findGateway, makeBucket } from './gateway.ts';

/** A place for media in a bucket of its own. */
export async function newMediaPlace(): Promise<S3Place> {
  const { endpoint, ...credentials } = await findGateway();
  const client = gatewayClient({ endpoint, ...credentials });
  const bucket = await makeBucket(client);
  client.destroy();
  return { bucket, prefix: 'media/', endpoint, region: 'us-east-1', forcePathStyle: true, credentials };
}
