import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BackupConfig } from '../../../server/config-backup.ts';
import { gatewayClient } from '../../support/gateway/gateway-client.ts';
import { findGateway, gatewayPath, makeBucket } from '../../support/gateway/gateway.ts';

export type TestPlace = { place: BackupConfig['place']; remove(): void };

/** Where backups can go, as `BACKUP_TO` says. */
export const PLACES: readonly [name: string, open: () => Promise<TestPlace>][] = [
  ['disk', openDisk],
  ...(gatewayPath === null ? [] : [['s3', openBucket] as [string, () => Promise<TestPlace>]]),
];

async function openDisk(): Promise<TestPlace> {
  const root = mkdtempSync(join(tmpdir(), 'stillpress-backups-'));
  return { place: { kind: 'disk', root }, remove: () => rmSync(root, { recursive: true, force: true }) };
}

async function openBucket(): Promise<TestPlace> {
  const { endpoint, ...credentials } = await findGateway();
  const client = gatewayClient({ endpoint, ...credentials });
  const bucket = await makeBucket(client);
  client.destroy();
  const shared = { endpoint, region: 'us-east-1', forcePathStyle: true, credentials };
  return { place: { kind: 's3', place: { bucket, prefix: 'news/', ...shared } }, remove: () => undefined };
}
