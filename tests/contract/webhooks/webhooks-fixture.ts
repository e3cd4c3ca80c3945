import { pino } from 'pino';
import { createEmbeddedEngine } from '../../../server/jobs/embedded-engine.ts';
import type { JobEngine, JobEngineOptions } from '../../../server/jobs/job-engine.ts';
import type { DialectName } from '../../../server/store/database.ts';
import { readDelivery } from '../../../server/store/webhook-deliveries.ts';
import type { StoredWebhook, WebhookSettings } from '../../../server/store/webhooks.ts';
import { createWebhook } from '../../../server/webhooks/create-webhook.ts';
import { deliverWebhooks } from '../../../server/webhooks/deliver-webhooks.ts';
import type { DeliveringParts } from '../../../server/webhooks/deliver-webhooks.ts';
import { listDeliveries } from '../../../server/webhooks/list-deliveries.ts';
import { createReach } from '../../../server/outgoing/reach.ts';
import type { Call, WebhookContext } from '../../../server/webhooks/webhook-context.ts';
import { openDesk } from '../authoring/desk.ts';
import type { Desk } from '../authoring/desk.ts';

/** Receivers of tests are on this machine. */
const ALLOWED = { names: [], ranges: ['127.0.0.0/8'] };
const SITE_URL = 'https://example.org';

const settingsOf = (changes: Partial<WebhookSettings> = {}): WebhookSettings => ({
  name: 'Search index',
  url: 'https://hooks.example.org/secret-path',
  events: ['entry.published', 'entry.withdrawn'],
  collections: [],
  locales: [],
  isEnabled: true,
  ...changes,
});

export type Told = Record<string, unknown> & { event: string };

/** A newsroom whose owner tells other programs what happens in it. */
export type Exchange = Awaited<ReturnType<typeof openExchange>>;

export async function openExchange(dialect: DialectName) {
  const desk: Desk = await openDesk(dialect);
  const { database, context: authoring } = desk;
  // Jobs are due by the clock of whoever does them; no two moments are the same.
  let last = 0;
  authoring.now = () => new Date((last = Math.max(Date.now(), last + 1)));
  const owner = await desk.actor('owner');
  const call: Call = { actor: owner, correlationId: 'test-2' };
  const context: WebhookContext = {
    database,
    model: authoring.model,
    now: authoring.now,
    mayReach: createReach(ALLOWED),
  };
  const engines: JobEngine[] = [];
  return {
    desk,
    database,
    context,
    call,
    settingsOf,
    create: (changes?: Partial<WebhookSettings>) =>
      createWebhook(context, { ...call, settings: settingsOf(changes) }),
    deliveries: async ({ id }: Pick<StoredWebhook, 'id'>) =>
      (await listDeliveries(context, { ...call, id, limit: 200 })).deliveries,
    delivery: async (id: string) => await readDelivery(database.db, { id }),
    /** Events with what is said of them, the oldest first. */
    told: async ({ id }: Pick<StoredWebhook, 'id'>): Promise<Told[]> =>
      (await listDeliveries(context, { ...call, id, limit: 200 })).deliveries
        .map(({ data, event }) => Object.assign(data, { event }))
        .toReversed(),
    /** Sends what waits, until it is stopped. */
    start: (
      parts: Partial<DeliveringParts> = {},
      options: Partial<JobEngineOptions> & { retryDelayMs?: (attempts: number) => number } = {},
    ): JobEngine => {
      const { retryDelayMs, ...more } = options;
      const handler = deliverWebhooks({
        database,
        config: { siteUrl: SITE_URL, webhookAllowHosts: ALLOWED },
        ...parts,
      });
      const kind = retryDelayMs === undefined ? handler.kind : { ...handler.kind, retryDelayMs };
      const engine = createEmbeddedEngine({
        database,
        log: pino({ level: 'silent' }),
        handlers: [{ ...handler, kind }],
        pollMs: 20,
        ...more,
      });
      engines.push(engine);
      engine.start();
      return engine;
    },
    close: async () => {
      for (const engine of engines) await engine.stop();
      await desk.close();
    },
  };
}
