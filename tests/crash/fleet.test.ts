import { GetObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { runCommand } from '../e2e/cli/run-stillpress.ts';
import { DIALECTS } from '../support/databases.ts';
import { roundsOf } from '../support/exhaustive.ts';
import { recordFaults } from '../support/fault-record.ts';
import { freePort } from '../support/free-port.ts';
import { gatewayClient } from '../support/gateway/gateway-client.ts';
import { startGatewayProxy } from '../support/gateway/gateway-proxy.ts';
import { gatewayPath, makeBucket } from '../support/gateway/gateway.ts';
import { startOwnGateway } from '../support/gateway/start-gateway.ts';
import { nginxPath, startNginx } from '../support/start-nginx.ts';
import { startEditors, type Editors } from './fleet/editors.ts';
import { faultsOf, type Fault } from './fleet/faults.ts';
import { openFleet, type Fleet } from './fleet/fleet.ts';
import { numberIn } from './fleet/numbers.ts';
import { startVisitors } from './fleet/visitors.ts';

const FAULTS = roundsOf({ few: 5, all: 150, of: 'faults of a fleet, over a folder and over a bucket each' });
const TIMEOUT_MS = 90 * 60_000;

/** As long as editors write and publish: after each fault somebody gets something published before the next one comes. */
describe.skipIf(!DIALECTS.includes('postgres'))('a fleet to which everything happens', () => {
  test.skipIf(nginxPath === null)(
    'loses nothing that it accepted, and shows every visitor of a folder whole pages all the time',
    { timeout: TIMEOUT_MS },
    async () => {
      const nginx = await startNginx({ webPort: await freePort() });
      const fleet = await openFleet({ TARGET: `disk:${nginx.targetRoot}` });
      try {
        await fleet.untilAllUp();
        const editors = await startEditors(fleet);
        const visitors = startVisitors(nginx, editors.pages);
        await weather(fleet, {
          editors,
          faults: faultsOf({ fleet, site: { nginx, visitors }, gateway: null }),
        });
        await untilPublic(editors, async (slug) => (await nginx.ask(`/${slug}/`)).body.toString());
        await visitors.stop();
        expect(visitors.problems.slice(0, 10)).toEqual([]);
        expect(visitors.counts.visits).toBeGreaterThan(100);
        await expectWhole(fleet);
      } finally {
        await fleet.close();
        await nginx.stop();
      }
    },
  );

  test.skipIf(gatewayPath === null)(
    'loses nothing that it accepted where the site is in a bucket',
    { timeout: TIMEOUT_MS },
    async () => {
      const service = await startOwnGateway();
      const client = gatewayClient(service);
      const bucket = await makeBucket(client);
      const gateway = await startGatewayProxy(service.endpoint);
      const fleet = await openFleet({
        TARGET: `s3://${bucket}/site`,
        S3_ENDPOINT: gateway.endpoint,
        S3_ACCESS_KEY_ID: service.accessKeyId,
        S3_SECRET_ACCESS_KEY: service.secretAccessKey,
      });
      try {
        await fleet.untilAllUp();
        const editors = await startEditors(fleet);
        await weather(fleet, {
          editors,
          faults: faultsOf({ fleet, site: null, gateway: { ...gateway, crash: service.crash } }),
        });
        await untilPublic(editors, async (slug) => {
          const found = await client.send(
            new GetObjectCommand({ Bucket: bucket, Key: `site/${slug}/index.html` }),
          );
          return (await found.Body?.transformToString()) ?? '';
        });
        await expectWhole(fleet);
      } finally {
        await fleet.close();
        await gateway.close();
        client.destroy();
        await service.stop();
      }
    },
  );
});

async function weather(
  fleet: Fleet,
  { editors, faults }: { editors: Editors; faults: readonly Fault[] },
): Promise<void> {
  for (const { inject, kind } of inTurns(faults)) {
    await inject();
    recordFaults(kind);
    await editors.untilMore();
  }
  await fleet.untilAllUp();
  await editors.stop();
  for (const page of editors.pages) expect(await editors.storedNumber(page)).toBe(page.saved);
}

/** Each as often as every other one, in an order of chance. */
function inTurns(faults: readonly Fault[]): Fault[] {
  const turns: Fault[] = [];
  while (turns.length < FAULTS) turns.push(...shuffled(faults));
  return turns.slice(0, FAULTS);
}

function shuffled<Each>(all: readonly Each[]): Each[] {
  return all
    .map((each) => ({ each, at: Math.random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ each }) => each);
}

/** What was published last of each page, and whose publication was answered. */
async function untilPublic({ pages }: Editors, read: (slug: string) => Promise<string>): Promise<void> {
  for (const { published, slug } of pages)
    await expect
      .poll(async () => numberIn(await read(slug), slug), { timeout: 120_000, interval: 200 })
      .toBe(published);
}

/** The target is what a build from nothing makes. */
async function expectWhole(fleet: Fleet): Promise<void> {
  await fleet.stopMembers();
  const { code, stderr, stdout } = await runCommand(['verify'], fleet.env);
  expect({ code, said: code === 0 ? '' : stdout + stderr }).toEqual({ code: 0, said: '' });
}
