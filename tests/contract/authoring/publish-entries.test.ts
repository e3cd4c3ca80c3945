import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { publishEntries } from '../../../server/authoring/publish-entries.ts';
import { readEntry } from '../../../server/authoring/read-entry.ts';
import { saveDraft } from '../../../server/authoring/save-draft.ts';
import { setRedirect } from '../../../server/authoring/set-redirect.ts';
import { trashEntry } from '../../../server/authoring/trash-entry.ts';
import { readPublicationsAfter } from '../../../server/store/publications.ts';
import { listRedirects } from '../../../server/store/redirects.ts';
import { DIALECTS } from '../../support/databases.ts';
import { raceAgainstOpenTransaction } from '../../support/open-transaction.ts';
import { outcomes } from '../../support/outcomes.ts';
import { openDesk, seen, type Desk } from './desk.ts';

const NOWHERE = '0195d3a0-0000-7000-8000-000000000000';

describe.each(DIALECTS)('publishing on %s', (dialect) => {
  let desk: Desk;
  let before: { seq: number; items: number; paths: number; audit: number };
  beforeAll(async () => {
    desk = await openDesk(dialect);
  });
  beforeEach(async () => {
    desk.signals.length = 0;
    before = await measure();
  });
  afterAll(() => desk.close());

  const log = () => desk.database.read((tx) => readPublicationsAfter(tx, { seq: before.seq, limit: 100 }));
  const read = (entryId: string) => readEntry(desk.context, { ...desk.call, entryId });

  it('answers with what it has published, though the entry is in the trash a moment later', async () => {
    const entry = await desk.create({ title: 'Gone at once' });
    const { database } = desk.context;
    const write: typeof database.write = async (work) => {
      const result = await database.write(work);
      await trashEntry(desk.context, { ...desk.call, ...seen(entry) });
      return result;
    };
    const context = { ...desk.context, database: { ...database, write } };
    const { entries, publication } = await publishEntries(context, { ...desk.call, entries: [seen(entry)] });
    expect(publication?.seq).toBe(before.seq + 1);
    expect(entries).toMatchObject([{ state: 'live', publishedVersionId: entry.draft.versionId }]);
  });

  it('adds one publication to the log, makes the draft public, and signals it once', async () => {
    const entry = await desk.create({ title: 'First light' });
    const { publication, entries } = await desk.publish(entry);
    expect(entries).toMatchObject([
      { state: 'live', livePath: '/blog/first-light/', publishedVersionId: entry.draft.versionId },
    ]);
    expect(await read(entry.id)).toEqual(entries[0]);
    expect(publication).toEqual(await desk.logHead());
    expect(desk.signals).toEqual([publication]);
    expect(await log()).toMatchObject([
      {
        seq: before.seq + 1,
        actorId: desk.editor.userId,
        correlationId: 'test-1',
        changes: [
          {
            kind: 'publish',
            entry: {
              id: entry.id,
              path: '/blog/first-light/',
              slug: 'first-light',
              versionId: entry.draft.versionId,
              fields: entry.draft.content,
              publishedAt: entries[0]?.publishedAt,
            },
          },
        ],
      },
    ]);
    expect((await desk.audit())[0]).toMatchObject({
      action: 'entry.publish',
      subject: `publication:${before.seq + 1}`,
    });
  });

  it('publishes several entries as one publication, in the order of the request', async () => {
    const drafts = [];
    for (const title of ['C', 'A', 'B']) drafts.push(await desk.create({ title }));
    const { entries } = await desk.publish(...drafts);
    expect(entries.map(({ title, state }) => `${title} ${state}`)).toEqual(['C live', 'A live', 'B live']);
    expect((await log()).map(({ changes }) => changes.length)).toEqual([3]);
    expect(desk.signals).toHaveLength(1);
  });

  it('stores nothing when one of two entries in a bundle is not valid, and says which', async () => {
    const good = await desk.create({ title: 'Good' });
    const bad = await desk.create({});
    await expect(desk.publish(good, bad)).rejects.toMatchObject({
      code: 'invalid-input',
      details: {
        issues: [
          { path: 'entries[1].title', message: expect.any(String) },
          { path: 'entries[1].slug', message: expect.any(String) },
        ],
      },
    });
    await expectNothingPublished();
    expect(await read(good.id)).toEqual(good);
  });

  it('names the fields of a single entry as they are', async () => {
    const entry = await desk.create({ slug: 'untitled' });
    await expect(desk.publish(entry)).rejects.toMatchObject({ details: { issues: [{ path: 'title' }] } });
  });

  it('adds nothing to the log for what is public already, just as it is', async () => {
    const entry = await desk.create({ title: 'Once' });
    const first = await desk.publish(entry);
    const again = await desk.publish(entry);
    expect(again).toEqual({ publication: null, brokenLinks: [], entries: first.entries });
    expect(desk.signals).toHaveLength(1);
    const other = await desk.create({ title: 'Other' });
    await desk.publish(entry, other);
    expect((await log()).map(({ changes }) => changes.length)).toEqual([1, 1]);
  });

  it('replaces the published version, keeps the first date, and frees the old path', async () => {
    const entry = await desk.create({ title: 'Moving' });
    const first = await desk.publish(entry);
    const saved = await desk.save(entry, { title: 'Moving', slug: 'moved' });
    const { entries } = await desk.publish(saved);
    expect(entries[0]).toMatchObject({ state: 'live', livePath: '/blog/moved/' });
    const [, second] = await log();
    expect(second?.changes).toMatchObject([
      { kind: 'publish', entry: { firstPublishedAt: first.entries[0]?.publishedAt } },
      { kind: 'redirect', redirect: { path: '/blog/moving/' } },
    ]);
    const successor = await desk.create({ title: 'Moving', slug: 'moving' });
    await desk.publish(successor);
    expect((await read(successor.id)).livePath).toBe('/blog/moving/');
  });

  it('leads from the address that an entry has left to where it is, once, however often it moves', async () => {
    const redirects = async () =>
      (await listRedirects(desk.database.db)).filter(({ path }) => path.startsWith('/blog/wander'));
    let entry = await desk.create({ title: 'Wanderer', slug: 'wander-1' });
    await desk.publish(entry);
    const to = { kind: 'entry', entryId: entry.id };
    for (const slug of ['wander-2', 'wander-3']) {
      entry = await desk.save(entry, { title: 'Wanderer', slug });
      await desk.publish(entry);
    }
    expect(await redirects()).toEqual([
      { path: '/blog/wander-1/', status: 301, to },
      { path: '/blog/wander-2/', status: 301, to },
    ]);
    entry = await desk.save(entry, { title: 'Wanderer', slug: 'wander-1' });
    await desk.publish(entry);
    expect((await redirects()).map(({ path }) => path)).toEqual(['/blog/wander-2/', '/blog/wander-3/']);
  });

  it('leads on at once what led to the address that an entry has left', async () => {
    const entry = await desk.create({ title: 'Target', slug: 'led-to' });
    await desk.publish(entry);
    const to = { kind: 'path', path: '/blog/led-to/' } as const;
    await setRedirect(desk.context, { ...desk.call, path: '/short/', status: 302, to });
    await desk.publish(await desk.save(entry, { title: 'Target', slug: 'led-away' }));
    expect((await listRedirects(desk.database.db)).find(({ path }) => path === '/short/')).toEqual({
      path: '/short/',
      status: 302,
      to: { kind: 'entry', entryId: entry.id },
    });
  });

  it('lets two entries of a bundle swap their paths', async () => {
    const drafts = [await desk.create({ title: 'One' }), await desk.create({ title: 'Two' })] as const;
    await desk.publish(...drafts);
    await desk.publish(
      await desk.save(drafts[0], { title: 'One', slug: 'two' }),
      await desk.save(drafts[1], { title: 'Two', slug: 'one' }),
    );
    expect((await read(drafts[0].id)).livePath).toBe('/blog/two/');
    expect((await read(drafts[1].id)).livePath).toBe('/blog/one/');
    const left = (await listRedirects(desk.database.db)).map(({ path }) => path);
    expect(left).not.toContain('/blog/one/');
    expect(left).not.toContain('/blog/two/');
  });

  it('names the entry that has the path already', async () => {
    const holder = await desk.create({ title: 'Holder', slug: 'here' });
    await desk.publish(holder);
    const other = await desk.create({ title: 'Other', slug: 'here' });
    await expect(desk.publish(other)).rejects.toMatchObject({
      code: 'path-taken',
      message: expect.stringContaining(`the entry ${holder.id} ("Holder", posts/en) is there`) as string,
      details: { extra: { path: '/blog/here/', entryId: other.id, holder: { id: holder.id } } },
    });
    expect(await desk.logHead()).toMatchObject({ seq: before.seq + 1 });
    expect(await read(other.id)).toEqual(other);
  });

  it('refuses a bundle of two entries with the same path', async () => {
    const twins = [
      await desk.create({ title: 'Twin', slug: 'twin' }),
      await desk.create({ title: 'Twin', slug: 'twin' }),
    ];
    await expect(desk.publish(...twins)).rejects.toMatchObject({ code: 'path-taken' });
    await expectNothingPublished();
  });

  it('lets one of several win that want the same path at once', async () => {
    const rivals = [];
    for (let index = 0; index < 6; index++) rivals.push(await desk.create({ title: 'Rival', slug: 'prize' }));
    const { won, lost } = await outcomes(rivals.map((rival) => desk.publish(rival)));
    expect(won).toHaveLength(1);
    for (const error of lost) {
      expect(error).toMatchObject({
        code: 'path-taken',
        details: { extra: { holder: { id: won[0]?.entries[0]?.id } } },
      });
    }
    expect(await desk.logHead()).toMatchObject({ seq: before.seq + 1 });
    expect(await desk.count('public_path')).toBe(before.paths + 1);
  });

  it('publishes an entry once when it is asked to do so several times at once', async () => {
    const entry = await desk.create({ title: 'Impatient' });
    const results = await Promise.all(Array.from({ length: 6 }, () => desk.publish(entry)));
    expect(results.filter(({ publication }) => publication !== null)).toHaveLength(1);
    expect(desk.signals).toHaveLength(1);
  });

  it('comes through bundles that overlap and are published at once', async () => {
    const entries = [];
    for (let index = 0; index < 4; index++) entries.push(await desk.create({ title: `Overlap ${index}` }));
    const { lost } = await outcomes([desk.publish(...entries), desk.publish(...entries.toReversed())]);
    expect(lost).toEqual([]);
    expect(await desk.logHead()).toMatchObject({ seq: before.seq + 1 });
  });

  it('does not publish a draft that has moved on since it was seen', async () => {
    const entry = await desk.create({ title: 'Seen' });
    const saved = await desk.save(entry, { title: 'Not seen' });
    await expect(desk.publish(entry)).rejects.toMatchObject({
      code: 'version-conflict',
      details: { extra: { current: saved } },
    });
    await expectNothingPublished();
  });

  it('does not publish a draft that moves on while it is being published', async () => {
    const entry = await desk.create({ title: 'Before' });
    const race = await raceAgainstOpenTransaction(desk.database, {
      first: (database) =>
        saveDraft(
          { ...desk.context, database },
          { ...desk.call, ...seen(entry), content: { title: 'After' } },
        ),
      second: () => desk.publish(entry),
    });
    expect(race.second).toMatchObject({ reason: { code: 'version-conflict' } });
    await expectNothingPublished();
  });

  it('refuses references and links to what does not exist, and to the wrong collection', async () => {
    const post = await desk.create({ title: 'Target' });
    const entry = await desk.create({
      title: 'Links',
      author: post.id,
      related: [post.id, NOWHERE],
      sections: [
        {
          type: 'note',
          text: { type: 'doc', content: [{ type: 'paragraph', content: [link(NOWHERE), link(post.id)] }] },
        },
      ],
    });
    await expect(desk.publish(entry)).rejects.toMatchObject({
      code: 'invalid-input',
      details: {
        issues: [
          { path: 'author', message: expect.stringContaining('people') as string },
          { path: 'related[1]' },
          { path: 'sections[0].text.content[0].content[0].marks[0].attrs.entryId' },
        ],
      },
    });
    await expectNothingPublished();
  });

  it('allows a reference to an entry that is not public yet', async () => {
    const person = await desk.create({ name: 'Ines' }, { collection: 'people' });
    const { entries } = await desk.publish(await desk.create({ title: 'By Ines', author: person.id }));
    expect(entries).toMatchObject([{ state: 'live' }]);
  });

  it('publishes an entry of a collection without pages, and takes no path', async () => {
    const person = await desk.create({ name: 'Ines' }, { collection: 'people' });
    const { entries } = await desk.publish(person);
    expect(entries).toMatchObject([{ state: 'live', livePath: null }]);
    expect(await desk.count('public_path')).toBe(before.paths);
  });

  it('refuses an empty bundle, an entry named twice, and more than 1,000', async () => {
    const entry = await desk.create({ title: 'Twice' });
    const many = Array.from({ length: 1_001 }, (_, index) => ({
      entryId: `${index}`,
      expectedVersionId: '',
    }));
    for (const entries of [[], [seen(entry), seen(entry)], many]) {
      await expect(publishEntries(desk.context, { ...desk.call, entries })).rejects.toMatchObject({
        code: 'invalid-input',
        details: { issues: [{ path: 'entries' }] },
      });
    }
    await expectNothingPublished();
  });

  it('publishes nothing of a bundle with an entry that does not exist', async () => {
    const entry = await desk.create({ title: 'Real' });
    for (const entryId of [NOWHERE, 'nul \0']) {
      const entries = [seen(entry), { entryId, expectedVersionId: NOWHERE }];
      await expect(publishEntries(desk.context, { ...desk.call, entries })).rejects.toMatchObject({
        code: 'entry-not-found',
      });
    }
    await expectNothingPublished();
  });

  it('does not let a contributor publish, nor an author a bundle with an entry of somebody else', async () => {
    const entry = await desk.create({ title: 'Foreign' });
    for (const role of ['contributor', 'author'] as const) {
      const actor = await desk.actor(role);
      const request = { actor, correlationId: null, entries: [seen(entry)] };
      await expect(publishEntries(desk.context, request)).rejects.toMatchObject({ code: 'not-allowed' });
    }
    await expectNothingPublished();
  });

  async function measure() {
    const audit = (await desk.audit()).filter(({ action }) => action === 'entry.publish').length;
    const [items, paths] = [await desk.count('publication_item'), await desk.count('public_path')];
    return { seq: (await desk.logHead()).seq, items, paths, audit };
  }

  async function expectNothingPublished(): Promise<void> {
    expect(await measure()).toEqual(before);
    expect(desk.signals).toEqual([]);
  }
});

function link(entryId: string) {
  return { type: 'text', text: 'here', marks: [{ type: 'link', attrs: { entryId } }] };
}
