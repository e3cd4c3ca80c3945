import { expect, it, vi } from 'vitest';
import { SYSTEM_ACTOR } from '../../../server/accounts/actor.ts';
import { createWebhook } from '../../../server/webhooks/create-webhook.ts';
import { listDeliveries } from '../../../server/webhooks/list-deliveries.ts';
import { publishPost, withdrawPost } from './publishing-fixture.ts';
import { useSite } from './use-site.ts';

// Each test starts workers that load the templates: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const CALL = { actor: SYSTEM_ACTOR, correlationId: null };
const site = useSite();

/** A receiver, and what it is to be told of releases, the oldest first. */
async function listen() {
  const { database, model, now } = site.installation.authoring;
  const context = { database, model, now, mayReach: () => true };
  const settings = {
    name: 'Cache',
    url: 'https://hooks.example.org/',
    events: ['release.done', 'release.failed'] as const,
    collections: [],
    locales: [],
    isEnabled: true,
  };
  const { webhook } = await createWebhook(context, { ...CALL, settings });
  return async () => {
    const { deliveries } = await listDeliveries(context, { ...CALL, id: webhook.id, limit: 100 });
    return deliveries.map(({ data, event }) => Object.assign(data, { event })).toReversed();
  };
}

it('tells receivers of each release, and of a publication that is held back', async () => {
  await site.begin();
  const told = await listen();
  const publisher = await site.open();
  const good = await publishPost(site.installation, { title: 'Good', text: 'good' });
  await publisher.publishedUpTo(good.seq);
  expect(await told()).toEqual([
    {
      event: 'release.done',
      release: 2,
      reason: 'publication',
      publication: good.seq,
      created: 1,
      changed: 2,
      removed: 0,
    },
  ]);
  const bad = await publishPost(site.installation, { title: 'Bad', text: 'throw' });
  await publisher.publishedUpTo(bad.seq).catch(() => undefined);
  const [, failed] = await told();
  expect(failed).toEqual({
    event: 'release.failed',
    publication: bad.seq,
    isReleased: true,
    code: 'template-failed',
    message: expect.stringContaining('The post Bad cannot be shown'),
    template: expect.any(String),
    path: '/blog/bad/',
  });
});

it('tells receivers once that pages stay as they were, however often they are tried', async () => {
  await site.begin();
  const publisher = await site.open();
  const { post } = await publishPost(site.installation, { title: 'Needed', text: 'needed' });
  const { seq } = await publishPost(site.installation, { title: 'Needy', text: 'needs needed' });
  await publisher.publishedUpTo(seq);
  const told = await listen();
  const withdrawn = await withdrawPost(site.installation, post);
  await publisher.publishedUpTo(withdrawn);
  await vi.waitFor(() => expect(publisher.status().problem).toMatchObject({ attempts: 2 }), {
    timeout: 20_000,
  });
  const failures = (await told()).filter(({ event }) => event === 'release.failed');
  expect(failures).toMatchObject([{ publication: withdrawn, isReleased: true, path: '/blog/needy/' }]);
});
