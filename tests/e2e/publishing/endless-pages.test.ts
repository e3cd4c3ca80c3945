import { describe, expect, it, vi } from 'vitest';
import type { Publisher } from '../../../server/publishing/publisher.ts';
import { changePost, publishPost, withdrawPost } from './publishing-fixture.ts';
import { useSite } from './use-site.ts';

// Each test starts workers that load the templates: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const site = useSite();

const withheldSeqs = (publisher: Publisher): number[] => publisher.status().withheld.map(({ seq }) => seq);

describe('a publication that leads to pages without end', () => {
  const linkedPagesMax = 20;

  it('is held back with the pages that it made, and everything that was published with it is live', async () => {
    await site.begin();
    const endless = await publishPost(site.installation, { title: 'Endless', text: 'lead on' });
    const last = await publishPost(site.installation, { title: 'Last', text: 'last' });
    const publisher = await site.open({ linkedPagesMax });
    await publisher.publishedUpTo(last.seq);
    await expect(publisher.publishedUpTo(endless.seq)).rejects.toMatchObject({
      code: 'template-failed',
      message: expect.stringMatching(/\/from\/endless\/21\/.*has 20 pages.*leave out the link/s),
    });
    expect(publisher.status()).toMatchObject({ problem: null, live: { seq: last.seq } });
    expect(withheldSeqs(publisher)).toEqual([endless.seq]);
    expect(site.live('blog/last/index.html')).toContain('last');
    expect(site.live('blog/endless/index.html')).toBeNull();
    expect(site.live('from/endless/1/index.html')).toBeNull();
    // Once it ends it is public.
    const content = { title: 'Endless', slug: 'endless', text: 'ended' };
    const mended = await changePost(site.installation, { post: endless.post, content });
    await publisher.publishedUpTo(mended.seq);
    expect(site.live('blog/endless/index.html')).toContain('ended');
  });

  it('keeps no withdrawal waiting', async () => {
    await site.begin();
    const { post, seq } = await publishPost(site.installation, { title: 'Gone', text: 'gone' });
    const before = await site.open();
    await before.publishedUpTo(seq);
    await before.stop();
    const endless = await publishPost(site.installation, { title: 'Endless', text: 'lead on' });
    const last = await withdrawPost(site.installation, post);
    const publisher = await site.open({ linkedPagesMax });
    await publisher.publishedUpTo(last);
    expect(site.live('blog/gone/index.html')).toBeNull();
    expect(withheldSeqs(publisher)).toEqual([endless.seq]);
  });
});
