import { expect, it, describe, vi } from 'vitest';
import { contentModel } from '../../../site/content-model.ts';
import { DIALECTS } from '../../support/databases.ts';
import { publishing, usePlannedSite, withdrawing } from './planned-site.ts';
import { createStarterProject } from './publishing-fixture.ts';

// Templates are built, and workers load them: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

describe.each(DIALECTS)('a schedule that would leave links dead, on %s,', (dialect) => {
  const site = usePlannedSite({ dialect, model: contentModel, project: createStarterProject });

  it('is refused with what leads there, and made by those who may and say so, with what it breaks', async () => {
    const walk = await site.create('posts', { title: 'Walk', slug: 'walk', body: { markdown: 'A walk.' } });
    const body = { markdown: 'See [a walk](/blog/walk/).' };
    const about = await site.create('pages', { title: 'About', slug: 'about', body });
    await site.publish([walk, about].map(publishing));
    const at = { time: '2090-06-01T09:00', timeZone: 'UTC' };
    const order = { at, entries: [withdrawing(walk)] };
    await expect(site.editor.schedulePublication({ body: order })).rejects.toMatchObject({
      status: 409,
      code: 'broken-links',
      problem: {
        mayBreak: true,
        brokenLinks: [{ path: '/blog/walk/', from: [{ path: '/about/', entryId: about.id }] }],
      },
    });
    expect((await site.editor.listSchedules()).body.schedules).toEqual([]);
    const resolve = [{ path: '/blog/walk/', anchor: null, by: 'unlink' }];
    const resolved = await (await site.browse()).post('/api/v1/schedules', { ...order, links: { resolve } });
    expect(resolved.json).toMatchObject({
      status: 422,
      errors: [
        { path: 'links.resolve', message: expect.stringContaining('name these in "entries" as well') },
      ],
    });
    const made = await site.editor.schedulePublication({ body: { ...order, links: { anyway: true } } });
    const brokenLinks = [{ path: '/blog/walk/', anchor: null, from: ['/about/'], isCut: false }];
    expect(made.body).toMatchObject({
      state: 'armed',
      brokenLinks,
      ledger: [{ kind: 'armed', brokenLinks }],
    });
  });

  it('leaves none dead where the entries that hold them are mended for the same moment, as the refusal says', async () => {
    const pond = await site.create('posts', { title: 'Pond', slug: 'pond', body: { markdown: 'A pond.' } });
    const body = { markdown: 'See [a pond](/blog/pond/).' };
    const guide = await site.create('pages', { title: 'Guide', slug: 'guide', body });
    await site.publish([pond, guide].map(publishing));
    const at = { time: '2090-06-01T10:00', timeZone: 'UTC' };
    const order = { at, entries: [withdrawing(pond)] };
    const how =
      'Takes the link out in "Guide", where its text stays: save that and name it in "entries" of the schedule as well, or publish it before.';
    await expect(site.editor.schedulePublication({ body: order })).rejects.toMatchObject({
      problem: { brokenLinks: [{ ways: expect.arrayContaining([{ by: 'unlink', how }]) }] },
    });
    const mended = await site.save(guide, { body: { markdown: 'See a pond.' } });
    const entries = [withdrawing(pond), publishing(mended)];
    const { body: made } = await site.editor.schedulePublication({ body: { at, entries } });
    expect(made).toMatchObject({ state: 'armed', brokenLinks: [] });
  });
});
