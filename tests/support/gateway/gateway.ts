import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { inject } from 'vitest';
import { z } from 'zod';
import { requireComponent } from '../components.ts';

/** Null where this machine has no S3 service, which is recorded. */
export const gatewayPath = requireComponent('radosgw');

const gatewaySchema = z.object({
  endpoint: z.string(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
});

export type Gateway = z.infer<typeof gatewaySchema>;

/** The S3 service of this run of the tests. */
export async function findGateway(): Promise<Gateway> {
  const socket = connect({ host: '127.0.0.1', port: inject('gatewayStarter') });
  await once(socket, 'connect');
  const description = await text(socket);
  if (description === '') throw new Error('There is no S3 service; the reason is printed above.');
  return gatewaySchema.parse(JSON.parse(description));
}

/** What a test does beside the program. */
export function gatewayClient({ endpoint, ...credentials }: Gateway): S3Client {
  return new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
}

export async function makeBucket(client: S3Client): Promise<string> {
  const bucket = `test-${crypto.randomUUID()}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  return bucket;
}
