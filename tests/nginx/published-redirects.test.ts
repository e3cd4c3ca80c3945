import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { redirectTargetOf } from '../../model/redirect-target.ts';
import { SYSTEM_ACTOR } from '../../server/accounts/actor.ts';
import { setRedirect } from '../../server/authoring/set-redirect.ts';
import { findBrokenLinks } from '../../server/publishing/broken-links.ts';
import { rollBack } from '../../server/publishing/rollback.ts';
import { openDiskTarget } from '../../server/publishing/target/disk-target.ts';
import { verifySite } from '../../server/publishing/verify/verify-site.ts';
import { readLatestRelease } from '../../server/store/releases.ts';
import { publishPost, withdrawPost } from '../e2e/publishing/publishing-fixture.ts';
import { useProject } from '../e2e/publishing/use-project.ts';
import { freePort } from '../support/free-port.ts';
import { nginxPath, startNginx } from '../support/start-nginx.ts';

// The test starts workers that load the templates: a busy machine takes its time.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const project = useProject();
const CALL = { actor: SYSTEM_ACTOR, correlationId: null };

test.skipIf(nginxPath === null)(
  'what editors say of an address is what nginx answers, verify finds it right, and a rollback takes it back',
  async () => {
    const nginx = await startNginx({ webPort: await freePort() });
    const installation = await project.install('sqlite');
    const { authoring, database, dataDir, options } = installation;
    const { log, model } = options;
    const target = { kind: 'disk' as const, root: nginx.targetRoot };
    const config = { ...options.config, target };
    const statuses = async () => {
      const answers = await Promise.all(
        ['/blog/first/', '/moved/', '/nowhere/'].map((path) => nginx.ask(path)),
      );
      return answers.map(({ headers, status }) => headers.location ?? status);
    };
    const verify = async () =>
      await verifySite({ config, database, log, model, projectRoot: project.root, waitMs: 10_000 });
    try {
      const publisher = await installation.openPublisher({ config });
      publisher.start();
      const { post, seq } = await publishPost(installation, { title: 'First', text: 'one' });
      await publisher.publishedUpTo(seq);
      const before = await readLatestRelease(database.db, { target: 'disk' });
      const to = redirectTargetOf('/blog/first/');
      await setRedirect(authoring, { ...CALL, path: '/moved/', status: 301, to });
      const gone = await setRedirect(authoring, { ...CALL, path: '/nowhere/', status: 410, to: null });
      await publisher.publishedUpTo(gone.publication?.seq ?? 0);
      expect(await statuses()).toEqual([200, '/blog/first/', 410]);
      expect(await verify()).toMatchObject({ differences: [] });
      // The test site links there, and it leads nowhere as before.
      expect(findBrokenLinks({ config: { dataDir }, model }).broken).toMatchObject([{ path: '/nowhere/' }]);

      await publisher.publishedUpTo(await withdrawPost(installation, post));
      const now = await setRedirect(authoring, { ...CALL, path: '/blog/first/', status: 410, to: null });
      await publisher.publishedUpTo(now.publication?.seq ?? 0);
      expect(await statuses()).toEqual([410, '/blog/first/', 410]);
      await publisher.stop();
      rmSync(join(nginx.targetRoot, 'live/.moved/moved/.to'));
      expect((await verify()).differences).toMatchObject([
        { kind: 'served-differently', file: 'moved/index.html' },
      ]);

      const opened = openDiskTarget({ root: target.root });
      await rollBack({ database, log, target: opened }, { toNumber: before?.number ?? 0 });
      // What was withdrawn is brought back by nothing.
      expect(await statuses()).toEqual([410, 404, 404]);
      opened.close();
    } finally {
      await installation.close();
      await nginx.stop();
    }
  },
);
