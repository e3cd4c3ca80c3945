import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import { inject } from 'vitest';
import { requireComponent } from '../components.ts';
import { gatewaySchema, type Gateway } from './gateway-client.ts';

/** Null where this machine has no S3 service, which is recorded. */
export const gatewayPath = requireComponent('radosgw');

/** The S3 service of this run of the tests. */
export async function findGateway(): Promise<Gateway> {
  const socket = connect({ host: '127.0.0.1', port: inject('gatewayStarter') });
  await once(socket, 'connect');
  const description = await text(socket);
  if (description === '') throw new Error('There is no S3 service; the reason is printed above.');
  return gatewaySchema.parse(JSON.parse(description));
}

export async function makeBucket(client: S3Client): Promise<string> {
  const bucket = `test-${crypto.randomUUID()}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  return bucket;
}
