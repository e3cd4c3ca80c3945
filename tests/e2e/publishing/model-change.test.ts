import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { AuthoringContext } from '../../../server/authoring/authoring-context.ts';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import { listVersions } from '../../../server/authoring/list-versions.ts';
import { publishEntries } from '../../../server/authoring/publish-entries.ts';
import { readEntry } from '../../../server/authoring/read-entry.ts';
import { restoreVersion } from '../../../server/authoring/restore-version.ts';
import { saveDraft } from '../../../server/authoring/save-draft.ts';
import type { Publisher } from '../../../server/publishing/publisher.ts';
import { requestPublisherJob } from '../../../server/publishing/request-publisher-job.ts';
import { verifySite } from '../../../server/publishing/verify/verify-site.ts';
import { listReleaseFiles, listReleases } from '../../../server/store/releases.ts';
import { DIALECTS } from '../../support/databases.ts';
import { migrate, NEW_MODEL } from '../../contract/authoring/migration-fixture.ts';
import { seen } from '../../contract/authoring/desk.ts';
import { BROKEN_PAGES, CONSENT, SYSTEM_CALL, useEvolvingSite, writeRelease } from './evolving-site.ts';
import { readLive, readLiveTree } from './publishing-fixture.ts';
import type { Installation } from './publishing-fixture.ts';

// The templates of the newer release are built by the publisher, as after an upgrade.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const { beginOlder, project } = useEvolvingSite();

const releasesOf = ({ database }: Installation) => listReleases(database.db, { limit: 20 });

/** Compressed forms come later, and are compressed better while nothing is published. */
function liveFiles(installation: Installation): Record<string, string> {
  const files = Object.entries(readLiveTree(installation));
  return Object.fromEntries(files.filter(([name]) => !/\.(?:gz|br)$/.test(name)));
}

function changedFiles(before: Record<string, string>, after: Record<string, string>): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => before[name] !== after[name]).sort();
}

/** In order: one site, from the release before the change on. */
describe.each(DIALECTS)('a content model that changes under a published site on %s', (dialect) => {
  let installation: Installation;
  let newer: AuthoringContext;
  let plain: EntryDetails;
  let priced: EntryDetails;
  let before: Record<string, string>;
  let publisher: Publisher;

  beforeAll(async () => {
    ({ installation, newer, plain, priced } = await beginOlder(dialect));
    before = liveFiles(installation);
  });
  afterAll(() => installation.close());

  const verify = async () => {
    const { config, database, log } = installation.options;
    const options = { config, database, log, model: NEW_MODEL, projectRoot: project.root, waitMs: 10_000 };
    return (await verifySite(options)).differences;
  };
  const page = (name: string) => readLive(installation, `blog/${name}/index.html`);
  const publish = async (entry: EntryDetails): Promise<number> => {
    const { publication } = await publishEntries(newer, { ...SYSTEM_CALL, entries: [seen(entry)] });
    return publication?.seq ?? 0;
  };

  it('releases once, and exactly the pages on which the content of now is shown in another way', async () => {
    expect(page('priced')).toContain('<b>7</b>');
    expect(await migrate(newer, CONSENT)).toMatchObject({
      misfits: [],
      remaining: 0,
    });
    expect(changedFiles(before, liveFiles(installation))).toEqual([]);
    writeRelease(project.root, 'newer');
    publisher = await installation.openPublisher({ model: NEW_MODEL });
    publisher.start();
    await publisher.settled();
    expect(publisher.status()).toMatchObject({ problem: null, templateProblem: null, withheld: [] });
    const [release, first, ...others] = await releasesOf(installation);
    expect({ others, first: first?.number }).toEqual({ others: [], first: 1 });
    const files = await listReleaseFiles(installation.database.db, { number: release?.number ?? 0 });
    expect(files.map(({ change, path }) => `${change} ${path}`).sort()).toEqual([
      'changed /blog/moody/',
      'changed /blog/priced/',
      'changed /blog/signed/',
      'removed /notes/short/',
    ]);
    expect(page('priced')).toContain('<b>7.00</b>');
    expect(page('signed')).toContain('<i>Byron, Ada</i>');
    expect(page('moody')).toContain('<u></u>');
    expect(page('plain')).toContain('<p>Nothing else</p>');
  });

  it('keeps every address of what has not gone, and what leads there from earlier ones, and is a full build byte for byte', async () => {
    const after = liveFiles(installation);
    expect(changedFiles(before, after)).toEqual(
      ['blog/moody', 'blog/priced', 'blog/signed', 'notes/short'].map((name) => `${name}/index.html`),
    );
    const kept = Object.keys(before).filter((name) => !name.startsWith('notes/'));
    expect(Object.keys(after).sort()).toEqual(kept.sort());
    expect(page('moved')).toContain('/blog/moved-on/');
    expect(await verify()).toEqual([]);
  });

  it('goes back to the release before and resumes, also by a process that starts in between', async () => {
    const after = liveFiles(installation);
    await requestPublisherJob(installation.database, { kind: 'rollback', payload: { toNumber: 1 } });
    // What has been withdrawn since does not come back.
    expect(changedFiles(before, liveFiles(installation))).toEqual(['notes/short/index.html']);
    const draft = await readEntry(newer, { ...SYSTEM_CALL, entryId: plain.id });
    const content = { title: 'Plain', slug: 'plain', excerpt: 'While it was held' };
    const seq = await publish(await saveDraft(newer, { ...SYSTEM_CALL, ...seen(draft), content }));
    await expect(publisher.publishedUpTo(seq)).rejects.toMatchObject({ code: 'publication-held' });
    await publisher.stop();
    publisher = await installation.openPublisher({ model: NEW_MODEL });
    publisher.start();
    await publisher.settled();
    expect(changedFiles(before, liveFiles(installation))).toEqual(['notes/short/index.html']);
    await requestPublisherJob(installation.database, { kind: 'resume' });
    await publisher.publishedUpTo(seq);
    expect(page('plain')).toContain('<p>While it was held</p>');
    expect(changedFiles(after, liveFiles(installation))).toEqual(['blog/plain/index.html']);
    expect(await verify()).toEqual([]);
  });

  it('publishes a version of before the change as what it is under the model of now', async () => {
    const draft = await readEntry(newer, { ...SYSTEM_CALL, entryId: priced.id });
    const { versions } = await listVersions(newer, { ...SYSTEM_CALL, entryId: priced.id });
    const [oldest] = versions.toReversed();
    expect(oldest).toMatchObject({ number: 1 });
    const restored = await restoreVersion(newer, {
      ...SYSTEM_CALL,
      ...seen(draft),
      versionId: oldest?.id ?? '',
    });
    await publisher.publishedUpTo(await publish(restored));
    expect(page('priced')).toContain('<p>First</p><b>5.00</b>');
    expect(await verify()).toEqual([]);
  });
});

describe('new templates that cannot show what the content has become', () => {
  it.each(['build', 'render'] as const)(
    'leave visitors with what they had, until they are mended: they do not %s',
    async (fault) => {
      const { installation, newer } = await beginOlder('sqlite');
      try {
        const before = liveFiles(installation);
        await migrate(newer, CONSENT);
        writeRelease(project.root, 'newer', BROKEN_PAGES[fault]);
        const publisher = await installation.openPublisher({ model: NEW_MODEL });
        publisher.start();
        await publisher.settled();
        expect(changedFiles(before, liveFiles(installation))).toEqual([]);
        expect(publisher.status().problem).toMatchObject({
          code: fault === 'build' ? 'template-build-failed' : 'template-failed',
          isReleased: false,
          message: expect.stringContaining(
            fault === 'build' ? 'Nothing is released' : 'There are no prices yet',
          ),
        });
        writeRelease(project.root, 'newer');
        await publisher.rebuild({ reason: 'template' });
        expect(readLive(installation, 'blog/priced/index.html')).toContain('<b>7.00</b>');
        expect(publisher.status()).toMatchObject({ problem: null, templateProblem: null });
      } finally {
        await installation.close();
      }
    },
  );
});
