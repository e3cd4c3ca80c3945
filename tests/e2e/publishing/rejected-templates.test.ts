import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { publishPost, readLive, withdrawPost } from './publishing-fixture.ts';
import { useProject } from './use-project.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const project = useProject();

describe('templates that can be built and cannot render', () => {
  const throwing = join(project.root, 'site/pages/throwing.astro');

  it('hold nothing up, neither at once nor after a restart, until they are mended', async () => {
    const installation = await project.install('sqlite');
    try {
      const publisher = await installation.openPublisher();
      publisher.start();
      const { post, seq } = await publishPost(installation, { title: 'A' });
      await publisher.publishedUpTo(seq);
      const { templateBuild } = publisher.status();
      writeFileSync(throwing, '---\nthrow new Error("not today");\n---\n<p>never</p>');
      await expect(publisher.rebuild({ reason: 'template' })).rejects.toMatchObject({
        code: 'template-failed',
      });
      await publisher.publishedUpTo((await publishPost(installation, { title: 'B' })).seq);
      expect(readLive(installation, 'blog/b/index.html')).not.toBeNull();
      const stillProven = {
        templateBuild,
        templateProblem: { code: 'template-failed', message: expect.stringContaining('not today') },
      };
      expect(publisher.status()).toMatchObject(stillProven);
      await publisher.stop();

      const restarted = await installation.openPublisher();
      restarted.start();
      await restarted.settled();
      expect(restarted.status()).toMatchObject(stillProven);
      await restarted.publishedUpTo(await withdrawPost(installation, post));
      expect(readLive(installation, 'blog/a/index.html')).toBeNull();
      writeFileSync(throwing, '<p>mended</p>');
      await restarted.rebuild({ reason: 'template' });
      expect(readLive(installation, 'throwing/index.html')).toContain('mended');
      expect(restarted.status().templateProblem).toBeNull();
    } finally {
      rmSync(throwing, { force: true });
      await installation.close();
    }
  });
});

describe('templates of which a page goes on without end', () => {
  const endless = join(project.root, 'site/pages/endless-loop.astro');

  it('keep no publication waiting, and are rejected however often something is published', async () => {
    const installation = await project.install('sqlite');
    try {
      // Whoever waits for the page to have had its time gets nothing published in between.
      const publisher = await installation.openPublisher({ pageTimeoutMs: 3_000, stopTimeoutMs: 100 });
      publisher.start();
      await publisher.publishedUpTo((await publishPost(installation, { title: 'A' })).seq);
      writeFileSync(endless, '---\nfor (;;);\n---\n<p>never</p>');
      const rejection: { error?: unknown } = {};
      publisher.rebuild({ reason: 'template' }).catch((error: unknown) => {
        rejection.error = error;
      });
      let published = 0;
      while (rejection.error === undefined) {
        published += 1;
        await publisher.publishedUpTo((await publishPost(installation, { title: `B${published}` })).seq);
        expect(readLive(installation, `blog/b${published}/index.html`)).not.toBeNull();
      }
      expect(rejection.error).toMatchObject({
        code: 'template-failed',
        message: expect.stringContaining('not finished after 3 s'),
      });
      expect(published).toBeGreaterThan(10);
      expect(publisher.status().templateProblem?.template).toContain('site/pages/endless-loop.astro');
    } finally {
      rmSync(endless, { force: true });
      await installation.close();
    }
  });
});

describe('templates that lead to pages without end', () => {
  const calendar = join(project.root, 'site/pages/calendar');

  it('are rejected with the route that does, and hold nothing up', async () => {
    const installation = await project.install('sqlite');
    try {
      const publisher = await installation.openPublisher({ linkedPagesMax: 20 });
      publisher.start();
      const { post, seq } = await publishPost(installation, { title: 'A' });
      await publisher.publishedUpTo(seq);
      const { templateBuild } = publisher.status();
      mkdirSync(calendar);
      writeFileSync(join(calendar, 'index.astro'), '<a href="/calendar/1/">The first day</a>');
      const next = '<a href={`/calendar/${Number(Astro.params.day) + 1}/`}>The next day</a>';
      writeFileSync(join(calendar, '[day].astro'), next);
      await expect(publisher.rebuild({ reason: 'template' })).rejects.toMatchObject({
        code: 'template-failed',
        message: expect.stringMatching(
          /calendar\/21\/ \(site\/pages\/calendar\/\[day\]\.astro\): .* has 20 pages/,
        ),
      });
      await publisher.publishedUpTo(await withdrawPost(installation, post));
      expect(readLive(installation, 'blog/a/index.html')).toBeNull();
      expect(readLive(installation, 'calendar/index.html')).toBeNull();
      expect(publisher.status()).toMatchObject({
        templateBuild,
        templateProblem: { code: 'template-failed', template: 'site/pages/calendar/[day].astro' },
      });
    } finally {
      rmSync(calendar, { recursive: true, force: true });
      await installation.close();
    }
  });
});
