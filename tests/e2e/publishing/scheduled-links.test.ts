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
    const made = await site.editor.schedulePublication({ body: { ...order, links: { anyway: true } } });
    const brokenLinks = [{ path: '/blog/walk/', anchor: null, from: ['/about/'], isCut: false }];
    expect(made.body).toMatchObject({
      state: 'armed',
      brokenLinks,
      ledger: [{ kind: 'armed', brokenLinks }],
    });
  });
});
