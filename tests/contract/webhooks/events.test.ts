import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deleteEntry } from '../../../server/authoring/delete-entry.ts';
import { publishBundle } from '../../../server/authoring/publish-bundle.ts';
import { revertPublication } from '../../../server/authoring/revert-publication.ts';
import { setRedirect } from '../../../server/authoring/set-redirect.ts';
import { takedownEntry } from '../../../server/authoring/takedown-entry.ts';
import { trashEntry } from '../../../server/authoring/trash-entry.ts';
import { withdrawEntries } from '../../../server/authoring/withdraw-entries.ts';
import { announceFailure, announceProblem } from '../../../server/publishing/announce-failure.ts';
import {
  finishRelease,
  insertRelease,
  insertReleaseFiles,
  settleReleases,
} from '../../../server/store/releases.ts';
import { insertAttempt } from '../../../server/store/webhook-deliveries.ts';
import { DIALECTS } from '../../support/databases.ts';
import { renameTable, seen } from '../authoring/desk.ts';
import { openExchange, type Exchange } from './webhooks-fixture.ts';

const AT = '2026-03-01T10:00:00.000Z';

describe.each(DIALECTS)('what receivers are told on %s', (dialect) => {
  let exchange: Exchange;
  beforeEach(async () => {
    exchange = await openExchange(dialect);
  });
  afterEach(() => exchange.close());

  const publishPost = async (title: string, place: { locale?: string } = {}) => {
    const entry = await exchange.desk.create({ title, slug: title.toLowerCase() }, place);
    await exchange.desk.publish(entry);
    return entry;
  };
  const withdraw = ({ id }: { id: string }) =>
    withdrawEntries(exchange.desk.context, { ...exchange.desk.call, entryIds: [id] });

  test('is that an entry was published, moved, and withdrawn, and where', async () => {
    const { webhook } = await exchange.create();
    const entry = await publishPost('One');
    const moved = await exchange.desk.save(entry, { title: 'One more', slug: 'moved' });
    await exchange.desk.publish(moved);
    await withdraw(entry);
    const about = { entryId: entry.id, collection: 'posts', locale: 'en' };
    const published = { event: 'entry.published', ...about };
    expect(await exchange.told(webhook)).toEqual([
      { ...published, title: 'One', path: '/blog/one/', previousPath: null, publication: 1 },
      { ...published, title: 'One more', path: '/blog/moved/', previousPath: '/blog/one/', publication: 2 },
      { event: 'entry.withdrawn', ...about, title: 'One more', path: '/blog/moved/', publication: 3 },
    ]);
    const [newest] = await exchange.deliveries(webhook);
    expect(newest).toMatchObject({ state: 'waiting', attempts: [], deliveredAt: null });
  });

  test('is nothing where nothing was committed', async () => {
    const { webhook } = await exchange.create();
    const entry = await exchange.desk.create({ title: 'One', slug: 'one' });
    await renameTable(exchange.database, { from: 'audit', to: 'audit_away' });
    await expect(exchange.desk.publish(entry)).rejects.toThrow(/audit/);
    await renameTable(exchange.database, { from: 'audit_away', to: 'audit' });
    expect(await exchange.told(webhook)).toEqual([]);
    expect(await exchange.desk.count('job')).toBe(0);
    await exchange.desk.publish(entry);
    expect(await exchange.told(webhook)).toHaveLength(1);
    // Published once more, it is what is public already.
    await exchange.desk.publish(entry);
    expect(await exchange.told(webhook)).toHaveLength(1);
  });

  test('never is what a draft is called that nobody has published', async () => {
    const { webhook } = await exchange.create();
    const entry = await publishPost('Public');
    await exchange.desk.save(entry, { title: 'Secret merger', slug: 'secret-merger' });
    await withdraw(entry);
    expect(JSON.stringify(await exchange.told(webhook))).not.toMatch(/secret/i);
    expect((await exchange.told(webhook)).at(-1)).toMatchObject({ title: 'Public', path: '/blog/public/' });
  });

  test('is each entry of a bundle, and nothing of redirects', async () => {
    const { webhook } = await exchange.create();
    const { call, context, create } = exchange.desk;
    const [one, two] = [await publishPost('One'), await create({ title: 'Two', slug: 'two' })];
    const settings = await create({ siteTitle: 'Daily' }, { collection: 'settings' });
    await publishBundle(context, {
      ...call,
      items: [
        { action: 'withdraw', entryId: one.id },
        { action: 'publish', ...seen(two) },
        { action: 'publish', ...seen(settings) },
      ],
    });
    await setRedirect(context, {
      ...call,
      path: '/old/',
      status: 301,
      to: { kind: 'path', path: '/blog/two/' },
    });
    const told = await exchange.told(webhook);
    expect(told.slice(1).map((each) => [each.event, each['entryId'], each['path']])).toEqual([
      ['entry.withdrawn', one.id, '/blog/one/'],
      ['entry.published', two.id, '/blog/two/'],
      ['entry.published', settings.id, null],
    ]);
    expect(told.at(-1)).toMatchObject({ title: 'settings', publication: 2 });
  });

  test('is what a revert makes public again and what it withdraws', async () => {
    const entry = await publishPost('One');
    await exchange.desk.publish(await exchange.desk.save(entry, { title: 'Two', slug: 'two' }));
    const { webhook } = await exchange.create();
    const { call, context } = exchange.desk;
    await revertPublication(context, { ...call, seq: 2 });
    await revertPublication(context, { ...call, seq: 3 });
    await withdraw(entry);
    await revertPublication(context, { ...call, seq: 5 });
    expect((await exchange.told(webhook)).map(({ event, title, path }) => [event, title, path])).toEqual([
      ['entry.published', 'One', '/blog/one/'],
      ['entry.published', 'Two', '/blog/two/'],
      ['entry.withdrawn', 'Two', '/blog/two/'],
      ['entry.published', 'Two', '/blog/two/'],
    ]);
  });

  test('goes with an entry that is taken down, and with what was answered; that it is gone is told', async () => {
    const { webhook } = await exchange.create();
    const entry = await publishPost('Zwetschge');
    const other = await publishPost('Other');
    const delivery = (await exchange.deliveries(webhook)).find(({ data }) => data['entryId'] === entry.id);
    const attempt = { at: AT, status: 200, durationMs: 1, answer: 'Zwetschge, noted', error: null };
    await exchange.database.write((tx) => insertAttempt(tx, { deliveryId: delivery?.id ?? '', ...attempt }));
    const { call, context } = exchange;
    await takedownEntry(exchange.desk.context, { ...call, entryId: entry.id, reason: 'Court order' });
    expect(await exchange.told(webhook)).toMatchObject([
      { event: 'entry.published', entryId: other.id },
      { event: 'entry.withdrawn', entryId: entry.id, title: null, path: '/blog/zwetschge/', publication: 3 },
    ]);
    const kept = await Promise.all(
      (['webhook_delivery', 'webhook_attempt', 'job'] as const).map((table) =>
        context.database.db.selectFrom(table).selectAll().execute(),
      ),
    );
    expect(JSON.stringify(kept)).not.toContain('Zwetschge');
  });

  test('is that an entry has left the site for the trash; deleted there, nothing is left of what was told', async () => {
    const { webhook } = await exchange.create();
    const entry = await publishPost('Zwetschge');
    const { call, context } = exchange.desk;
    const removal = { ...call, entryId: entry.id, expectedVersionId: entry.draft.versionId };
    await trashEntry(context, removal);
    expect((await exchange.told(webhook)).at(-1)).toMatchObject({
      event: 'entry.withdrawn',
      title: 'Zwetschge',
      path: '/blog/zwetschge/',
    });
    await deleteEntry(context, removal);
    expect(await exchange.told(webhook)).toEqual([]);
  });

  test('is what each of them has chosen, by event, collection and locale', async () => {
    const all = await exchange.create({ events: ['entry.published', 'entry.withdrawn', 'release.done'] });
    const german = await exchange.create({ locales: ['de'] });
    const people = await exchange.create({ collections: ['people', 'settings'] });
    const withdrawn = await exchange.create({ events: ['entry.withdrawn'] });
    const disabled = await exchange.create({ isEnabled: false });
    const english = await publishPost('One');
    await publishPost('Zwei', { locale: 'de' });
    const ada = await exchange.desk.create({ name: 'Ada' }, { collection: 'people' });
    await exchange.desk.publish(ada);
    await withdraw(english);
    const told = async ({ webhook }: typeof all) =>
      (await exchange.told(webhook)).map((each) => `${each.event} ${String(each['title'])}`);
    expect(await told(all)).toEqual([
      'entry.published One',
      'entry.published Zwei',
      'entry.published Ada',
      'entry.withdrawn One',
    ]);
    expect(await told(german)).toEqual(['entry.published Zwei']);
    expect(await told(people)).toEqual(['entry.published Ada']);
    expect(await told(withdrawn)).toEqual(['entry.withdrawn One']);
    expect(await told(disabled)).toEqual([]);
  });

  test('is that visitors get a release, whatever was chosen of entries, once it is recorded as finished', async () => {
    const { webhook } = await exchange.create({ events: ['release.done'], locales: ['de'] });
    const { database } = exchange;
    const number = await database.write(async (tx) => {
      const inserted = await insertRelease(tx, release());
      const file = { contentType: 'text/html', redirect: null };
      const [old, now] = [
        { hash: 'a', ...file },
        { hash: 'b', ...file },
      ];
      await insertReleaseFiles(tx, {
        number: inserted,
        files: [
          { file: '1', path: '/1/', change: 'created', before: null, after: now, cause: null },
          { file: '2', path: '/2/', change: 'created', before: null, after: now, cause: null },
          { file: '3', path: '/3/', change: 'removed', before: old, after: null, cause: null },
        ],
      });
      return inserted;
    });
    expect(await exchange.told(webhook)).toEqual([]);
    await database.write((tx) => finishRelease(tx, { number, finishedAt: AT, timings: {} }));
    expect(await exchange.told(webhook)).toEqual([
      {
        event: 'release.done',
        release: number,
        reason: 'publication',
        publication: 7,
        created: 2,
        changed: 0,
        removed: 1,
      },
    ]);
    expect(await correlationIds()).toEqual(['request-7']);
  });

  test('is a release whose publisher died before it could say so, and not one that never was', async () => {
    const { webhook } = await exchange.create({ events: ['release.done'] });
    const { database } = exchange;
    const [applied] = await database.write(async (tx) => [
      await insertRelease(tx, release()),
      await insertRelease(tx, release()),
    ]);
    const settled = { appliedNumber: applied ?? null, now: AT, target: 'disk' };
    await database.write((tx) => settleReleases(tx, settled));
    await database.write((tx) => settleReleases(tx, settled));
    expect((await exchange.told(webhook)).map(({ release: number }) => number)).toEqual([applied]);
  });

  test('is that something is not public, once for each problem and with nothing about this machine', async () => {
    const { webhook } = await exchange.create({ events: ['release.failed'] });
    const deaf = await exchange.create({ events: ['release.done'] });
    const { database } = exchange;
    const log = { warn: () => {} } as unknown as Parameters<typeof announceProblem>[0]['log'];
    const failure = { seq: 7, isReleased: true, code: 'template-failed', message: 'no title' };
    const place = { template: 'site/pages/index.astro:3', path: '/blog/one/' };
    await database.write((tx) => announceFailure(tx, { now: AT, ...failure, ...place }));
    const problem = {
      ...failure,
      isReleased: false,
      code: 'internal-error',
      message: 'Error: EACCES /srv/www',
      template: null,
      issues: [],
      since: AT,
      attempts: 1,
      retryAt: AT,
    };
    await announceProblem({ database, log }, problem);
    await announceProblem({ database, log }, { ...problem, attempts: 2 });
    const { seq: publication, ...told } = failure;
    expect(await exchange.told(webhook)).toEqual([
      { event: 'release.failed', publication, ...told, ...place },
      {
        event: 'release.failed',
        publication: 7,
        isReleased: false,
        code: 'internal-error',
        message: expect.not.stringContaining('/srv'),
        template: null,
        path: null,
      },
    ]);
    expect(await exchange.told(deaf.webhook)).toEqual([]);
  });

  test('is all of a large bundle, in one go', async () => {
    const hooks = [await exchange.create(), await exchange.create()];
    const { call, context, create } = exchange.desk;
    const entries = [];
    for (let count = 0; count < 40; count++)
      entries.push(await create({ title: `Post ${count}`, slug: `post-${count}` }));
    const items = entries.map((entry) => Object.assign(seen(entry), { action: 'publish' as const }));
    await publishBundle(context, { ...call, items });
    for (const { webhook } of hooks) expect(await exchange.deliveries(webhook)).toHaveLength(40);
    expect(await exchange.desk.count('job')).toBe(80);
  });

  const correlationIds = async () =>
    (await exchange.database.db.selectFrom('job').select('correlation_id').execute()).map(
      (row) => row.correlation_id,
    );
});

function release() {
  return {
    target: 'disk',
    seq: 7,
    publicationHash: '',
    templateBuild: '',
    reason: 'publication' as const,
    pagesRendered: 1,
    createdAt: AT,
    finishedAt: null,
    timings: {},
    correlationId: 'request-7',
    work: {},
  };
}
