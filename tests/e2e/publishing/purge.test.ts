import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SYSTEM_ACTOR } from '../../../server/accounts/actor.ts';
import { readRelease } from '../../../server/authoring/read-release.ts';
import { takedownEntry } from '../../../server/authoring/takedown-entry.ts';
import type { CdnConfig } from '../../../server/config-cdn.ts';
import { createJobEngine } from '../../../server/jobs/create-job-engine.ts';
import type { JobEngine } from '../../../server/jobs/job-engine.ts';
import type { Publisher } from '../../../server/publishing/publisher.ts';
import { createPurgeHandlers } from '../../../server/cdn/purge-jobs.ts';
import { keepCdn, readCdn } from '../../../server/store/cdn-purges.ts';
import { readLatestRelease } from '../../../server/store/releases.ts';
import { freePort } from '../../support/free-port.ts';
import { startVarnish, varnishPath, type TestVarnish } from '../../support/varnish.ts';
import { nginxPath, startNginx, type TestNginx } from '../../support/start-nginx.ts';
import { changePost, publishPost, quietLog, SITE_URL, withdrawPost } from './publishing-fixture.ts';
import type { Installation } from './publishing-fixture.ts';
import { useProject } from './use-project.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const project = useProject();
const UNTIL = { timeout: 60_000, interval: 100 };
const CALL = { actor: SYSTEM_ACTOR, correlationId: null };

describe.skipIf(varnishPath === null || nginxPath === null).each(['sqlite', 'postgres'] as const)(
  'Varnish in front of nginx, on %s',
  (dialect) => {
    let installation: Installation;
    let nginx: TestNginx;
    let varnish: TestVarnish;
    let publisher: Publisher;
    let jobs: JobEngine;

    beforeAll(async () => {
      nginx = await startNginx({ webPort: await freePort(), cdnCacheControl: 'max-age=31536000' });
      varnish = await startVarnish({ backendPort: nginx.port, host: new URL(SITE_URL).host });
      installation = await project.install(dialect);
      const { database, options } = installation;
      await database.write((tx) => keepCdn(tx, { name: 'varnish' }));
      jobs = startJobs({ kind: 'varnish', servers: [varnish.url] });
      const target = { kind: 'disk' as const, root: nginx.targetRoot };
      publisher = await installation.openPublisher({ config: { ...options.config, target } });
      publisher.start();
    });
    afterAll(async () => {
      await jobs.stop();
      await installation.close();
      await varnish.stop();
      await nginx.stop();
    });

    function startJobs(cdn: CdnConfig): JobEngine {
      const { database } = installation;
      const handlers = createPurgeHandlers({ cdn, siteUrl: SITE_URL }, database);
      const engine = createJobEngine({ database, log: quietLog, handlers, retryDelayMs: () => 500 });
      engine.start();
      return engine;
    }

    async function newest() {
      const { authoring, database } = installation;
      const release = await readLatestRelease(database.db, { target: 'disk' });
      return await readRelease(authoring, { ...CALL, number: release?.number ?? 0 });
    }

    const untilPurged = () =>
      vi.waitFor(async () => expect((await newest()).purge).toMatchObject({ state: 'done' }), UNTIL);

    /** Twice: what was forgotten has to be fetched anew, and is kept then. */
    async function keptPage(path: string): Promise<string> {
      const { status, text } = await varnish.ask(path);
      expect(status).toBe(200);
      const again = await varnish.ask(path);
      expect({ kept: again.headers['x-cache'], text: again.text }).toEqual({ kept: 'HIT', text });
      return text;
    }

    it('keeps pages, and forgets those that a release has changed and no other ones', async () => {
      const other = await publishPost(installation, {
        title: 'Other',
        slug: 'other',
        tag: 'x',
        text: 'far away',
      });
      const first = await publishPost(installation, { title: 'First', slug: 'first', text: 'as it was' });
      await publisher.publishedUpTo(Math.max(first.seq, other.seq));
      await untilPurged();
      expect(await keptPage('/blog/first/')).toContain('as it was');
      await keptPage('/blog/other/');
      // Whatever changes beside Stillpress is not seen: it is kept for as long as nothing is said.
      writeFileSync(join(nginx.targetRoot, 'live/blog/other/index.html'), 'altered by hand');
      const second = await changePost(installation, {
        post: first.post,
        content: { title: 'First', slug: 'first', text: 'as it is' },
      });
      await publisher.publishedUpTo(second.seq);
      await untilPurged();
      expect(await keptPage('/blog/first/')).toContain('as it is');
      expect(await keptPage('/blog/other/')).toContain('far away');
      const { files, purge } = await newest();
      expect(purge).toMatchObject({ state: 'done', urls: files.length, error: null });
    });

    it('forgets that there is nothing, and that there is something, with and without the slash', async () => {
      const { post, seq } = await publishPost(installation, {
        title: 'Comes',
        slug: 'comes',
        text: 'and goes',
      });
      await publisher.publishedUpTo(seq);
      await untilPurged();
      expect((await varnish.ask('/blog/comes')).status).toBe(301);
      await keptPage('/blog/comes/');
      await publisher.publishedUpTo(await withdrawPost(installation, post));
      await untilPurged();
      expect((await varnish.ask('/blog/comes/')).status).toBe(404);
      expect((await varnish.ask('/blog/comes')).status).toBe(404);
    });

    it('is told of all of it once it is back, and everybody can see until then what is wrong', async () => {
      await jobs.stop();
      jobs = startJobs({ kind: 'varnish', servers: [`http://127.0.0.1:${await freePort()}`] });
      const { post, seq } = await publishPost(installation, { title: 'Late', slug: 'late', text: 'told' });
      await publisher.publishedUpTo(seq);
      const told = { state: 'waiting', error: expect.stringContaining('does not answer') as string };
      await vi.waitFor(async () => expect((await newest()).purge).toMatchObject(told), UNTIL);
      expect(await readCdn(installation.database.db)).toMatchObject({
        failingSince: expect.any(String) as string,
      });
      const changed = await changePost(installation, {
        post,
        content: { title: 'Late', slug: 'late', text: 'later' },
      });
      await publisher.publishedUpTo(changed.seq);
      await jobs.stop();
      jobs = startJobs({ kind: 'varnish', servers: [varnish.url] });
      await untilPurged();
      expect(await readCdn(installation.database.db)).toMatchObject({ failingSince: null, error: null });
      expect(await keptPage('/blog/late/')).toContain('later');
    });

    it('forgets what is taken down', async () => {
      const bad = await publishPost(installation, { title: 'Bad', slug: 'bad', text: 'xylophone-4711' });
      await publisher.publishedUpTo(bad.seq);
      await untilPurged();
      expect(await keptPage('/blog/bad/')).toContain('xylophone-4711');
      await takedownEntry(installation.authoring, { ...CALL, entryId: bad.post.id, reason: 'a court order' });
      await vi.waitFor(async () => expect((await varnish.ask('/blog/bad/')).status).toBe(404), UNTIL);
    });

    it('goes on answering while nginx is away', async () => {
      await keptPage('/blog/first/');
      await publisher.stop();
      await nginx.stop();
      expect((await varnish.ask('/blog/first/')).status).toBe(200);
    });
  },
);
