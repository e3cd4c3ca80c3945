import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { SYSTEM_ACTOR } from '../../../server/accounts/actor.ts';
import { publicationState } from '../../../server/authoring/publication-state.ts';
import type { Publisher } from '../../../server/publishing/publisher.ts';
import { listReleases } from '../../../server/store/releases.ts';
import { publishPost, withdrawPost } from './publishing-fixture.ts';
import { useSite } from './use-site.ts';

// Each test starts workers that load the templates: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const site = useSite();

const stateOf = (seq: number) => publicationState(site.installation.authoring, { actor: SYSTEM_ACTOR, seq });

const withheldSeqs = (publisher: Publisher): number[] => publisher.status().withheld.map(({ seq }) => seq);

describe('a withdrawal that makes a page fail', () => {
  it('goes live all the same, with what was published beside it; the page stays as it was', async () => {
    const { post } = await publishPost(site.installation, { title: 'Needed', text: 'needed' });
    await publishPost(site.installation, { title: 'Needy', text: 'needs needed' });
    const publisher = await site.open();
    await publisher.publishedUpTo(2);
    const withdrawn = await withdrawPost(site.installation, post);
    await publisher.publishedUpTo(withdrawn);
    expect(site.live('blog/needed/index.html')).toBeNull();
    expect(site.live('index.html')).not.toContain('/blog/needed/');
    expect(site.live('blog/needy/index.html')).toContain('needs needed');
    expect(await stateOf(withdrawn)).toMatchObject({
      state: 'live',
      stalePaths: ['/blog/needy/'],
      reason: { path: '/blog/needy/', message: 'The post needed is not there' },
    });
    await vi.waitFor(() =>
      expect(publisher.status().problem).toMatchObject({
        code: 'template-failed',
        isReleased: true,
        message: expect.stringContaining('The post needed is not there'),
        issues: [{ path: '/blog/needy/' }],
      }),
    );
    expect(withheldSeqs(publisher)).toEqual([]);
    const next = await publishPost(site.installation, { title: 'Next', text: 'next' });
    await publisher.publishedUpTo(next.seq);
    expect(site.live('blog/next/index.html')).toContain('next');
    const releases = await listReleases(site.installation.database.db, { limit: 100 });
    expect(releases.map(({ seq }) => seq)).toEqual([next.seq, withdrawn, 2]);
  });

  it('is a problem after a restart too, from the first moment on', async () => {
    const { post } = await publishPost(site.installation, { title: 'Needed', text: 'needed' });
    await publishPost(site.installation, { title: 'Needy', text: 'needs needed' });
    const publisher = await site.open();
    await publisher.publishedUpTo(2);
    await publisher.publishedUpTo(await withdrawPost(site.installation, post));
    await publisher.stop();
    const restarted = await site.open();
    await restarted.settled();
    expect(restarted.status()).toMatchObject({ problem: { issues: [{ path: '/blog/needy/' }] } });
  });

  it('is no longer a problem once the page can be rendered', async () => {
    const { post } = await publishPost(site.installation, { title: 'Needed', text: 'needed' });
    await publishPost(site.installation, { title: 'Needy', text: 'needs needed' });
    const publisher = await site.open();
    await publisher.publishedUpTo(2);
    const withdrawn = await withdrawPost(site.installation, post);
    await publisher.publishedUpTo(withdrawn);
    const back = await publishPost(site.installation, { title: 'Other', slug: 'needed', text: 'again' });
    await publisher.publishedUpTo(back.seq);
    expect(publisher.status().problem).toBeNull();
    expect(site.live('blog/needed/index.html')).toContain('again');
    expect(await stateOf(withdrawn)).toMatchObject({ state: 'live', stalePaths: [], reason: null });
  });

  it('does not keep what was lost from being made again, but for that page', async () => {
    const { post } = await publishPost(site.installation, { title: 'Needed', text: 'needed' });
    await publishPost(site.installation, { title: 'Needy', text: 'needs needed' });
    const publisher = await site.open();
    await publisher.publishedUpTo(2);
    await publisher.publishedUpTo(await withdrawPost(site.installation, post));
    const { targetRoot } = site.installation;
    const before = site.live('index.html');
    rmSync(join(targetRoot, 'blobs'), { recursive: true });
    writeFileSync(join(targetRoot, 'live/index.html'), 'overwritten in place');
    await expect(
      publisher.rebuild({ reason: 'rebuild', scope: { kind: 'path', path: '/' } }),
    ).rejects.toThrow('The post needed is not there');
    expect(site.live('index.html')).toBe(before);
    expect(site.live('blog/needy/index.html')).toBeNull();
    const back = await publishPost(site.installation, { title: 'Other', slug: 'needed', text: 'again' });
    await publisher.publishedUpTo(back.seq);
    expect(site.live('blog/needy/index.html')).toContain('needs needed');
    expect(publisher.status().problem).toBeNull();
  });

  it('stands when what needs it comes after it and is held back', async () => {
    await site.begin();
    const { post } = await publishPost(site.installation, { title: 'Needed', text: 'needed' });
    const publisher = await site.open();
    await publisher.publishedUpTo(2);
    await publisher.stop();
    await withdrawPost(site.installation, post);
    const needy = await publishPost(site.installation, { title: 'Needy', text: 'needs needed' });
    const again = await site.open();
    await expect(again.publishedUpTo(needy.seq)).rejects.toThrow('The post needed is not there');
    expect(site.live('blog/needed/index.html')).toBeNull();
    expect(withheldSeqs(again)).toEqual([needy.seq]);
  });
});
