import { S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';

export const gatewaySchema = z.object({
  endpoint: z.string(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
});

export type Gateway = z.infer<typeof gatewaySchema>;

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
