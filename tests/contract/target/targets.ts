import { basename } from 'node:path';
import { openDiskTarget } from '../../../server/publishing/target/disk-target.ts';
import { openS3Target, type S3TargetOptions } from '../../../server/publishing/target/s3/s3-target.ts';
import type { Target } from '../../../server/publishing/target/target.ts';
import { gatewayClient } from '../../support/gateway/gateway-client.ts';
import { findGateway, gatewayPath, makeBucket } from '../../support/gateway/gateway.ts';

/** One way of opening each kind of target at a place of its own. */
export type TargetKind = { name: string; open: (place: string) => Promise<Target> };

const DISK: TargetKind = { name: 'disk', open: async (root) => openDiskTarget({ root }) };
const S3: TargetKind = { name: 's3', open: async (folder) => await openS3Target(await s3Options(folder)) };

export const TARGETS: readonly TargetKind[] = gatewayPath === null ? [DISK] : [DISK, S3];

let bucket: Promise<string> | null = null;

/** One bucket for a file of tests, and a prefix of its own for each place. */
export async function s3Options(folder: string): Promise<S3TargetOptions> {
  const gateway = await findGateway();
  bucket ??= makeBucket(gatewayClient(gateway));
  const { endpoint, ...credentials } = gateway;
  const prefix = `${basename(folder)}/`;
  const place = {
    bucket: await bucket,
    prefix,
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials,
  };
  return { place, folder };
}
