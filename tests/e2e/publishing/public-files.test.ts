import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { listReleases } from '../../../server/store/releases.ts';
import { useSite } from './use-site.ts';

// Each test starts workers that load the templates: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const site = useSite();

/** Starts with the templates as they are now, and says what that released. */
async function releaseTemplates() {
  const publisher = await site.open();
  await publisher.settled();
  await publisher.stop();
  const [release] = await listReleases(site.installation.database.db, { limit: 1 });
  return { reason: release?.reason, pagesRendered: release?.work?.['pagesRendered'] };
}

it('a new file in public/ has those pages rendered that link to it, and no others', async () => {
  const linking = join(site.project.root, 'site/pages/linking.astro');
  const file = join(site.project.root, 'site/public/hello.txt');
  try {
    writeFileSync(linking, '<a href="/hello.txt">Hello</a>');
    await site.begin();
    writeFileSync(file, 'hello');
    // The second one is a path that the site links to and that is not there: it is asked for again.
    expect(await releaseTemplates()).toEqual({ reason: 'template', pagesRendered: 2 });
    expect(site.live('hello.txt')).toBe('hello');
    rmSync(file);
    // Nothing tells which pages linked to a file that is gone.
    expect((await releaseTemplates()).pagesRendered).toBeGreaterThan(3);
    expect(site.live('hello.txt')).toBeNull();
  } finally {
    rmSync(linking, { force: true });
    rmSync(file, { force: true });
  }
});
