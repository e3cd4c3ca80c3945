/**
 * `deliver-child.ts WHERE`, where WHERE is JSON: `{ dataDir, databaseUrl? }`. Sends what receivers on this machine are to be told, under a lease of
 * a second, until it is killed.
 */
import { pino } from 'pino';
import { createEmbeddedEngine } from '../../../server/jobs/embedded-engine.ts';
import { openDatabase } from '../../../server/store/database.ts';
import { deliverWebhooks } from '../../../server/webhooks/deliver-webhooks.ts';

const { dataDir, databaseUrl } = JSON.parse(process.argv[2] ?? '') as {
  dataDir: string;
  databaseUrl?: string;
};
const database = await openDatabase({ dataDir, databaseUrl });
const config = {
  siteUrl: 'https://example.org',
  webhookAllowHosts: { names: [], ranges: ['127.0.0.0/8'] },
};
createEmbeddedEngine({
  database,
  log: pino({ level: 'silent' }),
  handlers: [deliverWebhooks({ config, database })],
  leaseMs: 1_000,
  pollMs: 10,
}).start();
