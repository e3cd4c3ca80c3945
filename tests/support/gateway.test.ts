import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { gatewayClient } from './gateway/gateway-client.ts';
import { findGateway, gatewayPath, makeBucket } from './gateway/gateway.ts';

test.skipIf(gatewayPath === null)('the S3 service of the tests keeps what it is given', async () => {
  const gateway = await findGateway();
  expect(await findGateway()).toEqual(gateway);
  const client = gatewayClient(gateway);
  const bucket = await makeBucket(client);
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: 'ä/b.html', Body: 'kept' }));
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: 'ä/b.html' }));
  expect(await Body?.transformToString()).toBe('kept');
  client.destroy();
});
