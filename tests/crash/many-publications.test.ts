import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { entrySchema } from '../../model/api/entry.ts';
import { createClient, type Client } from '../e2e/api/client.ts';
import { runCommand } from '../e2e/cli/run-stillpress.ts';
import { openFleet, type Fleet } from '../e2e/fleet/open-fleet.ts';
import { DIALECTS } from '../support/databases.ts';
import { roundsOf } from '../support/exhaustive.ts';
import { recordFaults } from '../support/fault-record.ts';
import { nginxPath } from '../support/start-nginx.ts';
import { numberIn, titleOf } from './fleet/numbers.ts';

const PUBLICATIONS = roundsOf({ few: 100, all: 1_000, of: 'publications that wait at once' });
const EDITORS = 10;
const TIMEOUT_MS = 20 * 60_000;
/** Of those that are killed, since they lead: while they look what there is, render it, and bring it to the folder. */
const LIVES_MS = [300, 1_000, 2_000];

/** Each is published twice: the first of them is over when it can go live. */
const SLUGS = Array.from({ length: PUBLICATIONS / 2 }, (_, index) => `wait-${index}`);

describe.skipIf(!DIALECTS.includes('postgres') || nginxPath === null)(
  'publications that wait for a process that publishes',
  () => {
    test(
      'all go live, though those that take them up are killed one after the other',
      { timeout: TIMEOUT_MS },
      async () => {
        const fleet = await openFleet({ webPlaces: 1, more: { WRITES_PER_MINUTE: 'no' } });
        try {
          await fleet.startWeb(fleet.places[0]);
          await fleet.signIn();
          const waiting = [...SLUGS];
          await Promise.all(
            Array.from({ length: EDITORS }, async () => {
              for (let slug = waiting.pop(); slug !== undefined; slug = waiting.pop())
                await publishTwice(atWeb(fleet), slug);
            }),
          );
          recordFaults('publications wait for a process that publishes', PUBLICATIONS);

          for (const lifeMs of LIVES_MS) {
            const worker = await fleet.startWorker();
            await worker.untilPrinted('"msg":"this process leads"');
            await delay(lifeMs);
            worker.signal('SIGKILL');
            await worker.ended;
            recordFaults('the worker that leads is killed');
          }
          const last = await fleet.startWorker();
          await untilPublic(fleet);
          last.signal('SIGTERM');
          await last.ended;
          const { code, stderr, stdout } = await runCommand(['verify'], fleet.env);
          expect([code, stdout + stderr]).toEqual([0, expect.any(String)]);
        } finally {
          await fleet.close();
        }
      },
    );
  },
);

/** Past nginx, which keeps one address from asking so much. */
function atWeb({ owner, places: [place] }: Fleet): Client {
  const client = createClient(place?.port ?? 0);
  for (const [name, value] of owner.cookies) client.cookies.set(name, value);
  return client;
}

async function publishTwice(client: Client, slug: string): Promise<void> {
  const contentOf = (number: number) => ({ title: titleOf(slug, number), slug });
  const created = await client.post('/api/v1/entries', { collection: 'pages', content: contentOf(1) });
  const { draft, id } = entrySchema.parse(created.json);
  const publish = async (versionId: string): Promise<void> => {
    const { status } = await client.post(`/api/v1/entries/${id}/publish`, undefined, ifMatch(versionId));
    expect(status).toBe(202);
  };
  await publish(draft.versionId);
  const saved = await client.put(
    `/api/v1/entries/${id}/draft`,
    { content: contentOf(2) },
    ifMatch(draft.versionId),
  );
  await publish(entrySchema.parse(saved.json).draft.versionId);
}

function ifMatch(versionId: string): Record<string, string> {
  return { 'If-Match': `"${versionId}"` };
}

/** What was published last of each. */
async function untilPublic({ nginx }: Fleet): Promise<void> {
  const left = new Set(SLUGS);
  const look = async (): Promise<void> => {
    for (const slug of left) {
      const { body } = await nginx.ask(`/${slug}/`);
      if (numberIn(body.toString(), slug) === 2) left.delete(slug);
    }
    expect([...left]).toEqual([]);
  };
  await vi.waitFor(look, { timeout: TIMEOUT_MS, interval: 200 });
}
