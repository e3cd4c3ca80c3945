import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indexEntries, startIndexRenewal } from '../../../server/authoring/index-entries.ts';
import { countEntries, listEntries, type EntryListing } from '../../../server/authoring/list-entries.ts';
import { createLog } from '../../../server/log.ts';
import { indexEdition } from '../../../server/authoring/listed-values.ts';
import { DIALECTS } from '../../support/databases.ts';
import { openDesk, type Desk } from './desk.ts';

const log = createLog({ logLevel: 'fatal' });

const EXACT = { collection: 'posts', locale: 'en', state: 'draft' } as const;

describe.each(DIALECTS)('lists and searches on %s', (dialect) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(dialect);
  });
  afterAll(() => desk.close());

  const list = (listing: Partial<EntryListing>) => listEntries(desk.context, { ...desk.call, ...listing });
  const titles = async (listing: Partial<EntryListing>) =>
    (await list(listing)).entries.map(({ title }) => title);

  const outdated = () =>
    desk.database.db
      .selectFrom('entry_text')
      .select('entry_id')
      .where('edition', '!=', indexEdition(desk.context.model))
      .execute();

  it('find words in the language of the draft, however they are inflected', async () => {
    await desk.create({ title: 'Houses', body: { markdown: 'Running *quickly* past them.' } });
    await desk.create({ title: 'Die Häuser' }, { locale: 'de' });
    expect(await titles({ q: 'house' })).toEqual(['Houses']);
    expect(await titles({ q: 'run HOUSES' })).toEqual(['Houses']);
    expect(await titles({ q: 'Haus' })).toEqual(['Die Häuser']);
    expect(await titles({ q: 'Haus', locale: 'de' })).toEqual(['Die Häuser']);
    expect(await titles({ q: 'Haus', locale: 'en' })).toEqual([]);
    expect(await titles({ q: 'house missing' })).toEqual([]);
    expect(await titles({ q: '"house" OR -(x)' })).toEqual([]);
    expect(await titles({ q: `' \\ " *` })).toEqual([]);
  });

  it('find any part of a text that is written without spaces', async () => {
    await desk.create({ title: '日本語のタイトル 你好' });
    await desk.create({ title: '한국어 제목' });
    await desk.create({ title: 'Stillpressの記事' });
    for (const q of ['日本', '本語', '日本語', '好', '你好', 'タイ', 'タイトル 你好'])
      expect([q, await titles({ q })]).toEqual([q, ['日本語のタイトル 你好']]);
    for (const q of ['한국', '제목', '한국어'])
      expect([q, await titles({ q })]).toEqual([q, ['한국어 제목']]);
    expect(await titles({ q: 'stillpress 記事' })).toEqual(['Stillpressの記事']);
    for (const q of ['語日', '国本', '日語']) expect([q, await titles({ q })]).toEqual([q, []]);
  });

  it('follow a save in the same transaction', async () => {
    const entry = await desk.create({ title: 'Marmalade' });
    await desk.save(entry, { title: 'Mustard' });
    expect(await titles({ q: 'marmalade' })).toEqual([]);
    expect(await titles({ q: 'mustard', collection: 'posts' })).toEqual(['Mustard']);
    expect(await titles({ q: 'mustard', collection: 'people' })).toEqual([]);
  });

  it('give what was saved last first, in pages that neither repeat nor leave out an entry', async () => {
    for (const number of [1, 2, 3, 4]) await desk.create({ title: `Zebra ${number}` });
    const first = await list({ q: 'zebras', limit: 3 });
    expect(first.entries.map(({ title }) => title)).toEqual(['Zebra 4', 'Zebra 3', 'Zebra 2']);
    expect(await titles({ q: 'zebras', limit: 3, cursor: first.nextCursor ?? '' })).toEqual(['Zebra 1']);
  });

  it('find what begins with the word that is still typed, and no more once a space has ended it', async () => {
    await desk.create({ title: 'Lanterns of wintering', body: { markdown: 'Shimmering *reflections*.' } });
    for (const q of [
      'lan',
      'l',
      'lantern',
      'winterin',
      'shimm',
      'shimmeri',
      'lanterns wint',
      'SHIMMERING refl',
    ])
      expect([q, await titles({ q })]).toEqual([q, ['Lanterns of wintering']]);
    expect(await titles({ q: 'winter', collection: 'posts', locale: 'en' })).toHaveLength(1);
    for (const q of ['lan ', 'wint lanterns', 'shimm lan', 'antern', 'lanterns x'])
      expect([q, await titles({ q })]).toEqual([q, []]);
    // So few letters begin a word of nearly every text.
    expect(await titles({ q: 'sh' })).toEqual([]);
  });

  it('give a whole word before what only begins so', async () => {
    await desk.create({ title: 'Beside the oxen', body: { markdown: 'Nothing but an *ox*.' } });
    await desk.create({ title: 'Of oxlips' });
    await desk.create({ title: 'Oxbows' });
    expect(await titles({ q: 'ox' })).toEqual(['Oxbows', 'Beside the oxen', 'Of oxlips']);
    expect(await titles({ q: 'ox ' })).toEqual(['Beside the oxen']);
    for (const limit of [1, 2]) {
      const { entries, nextCursor } = await list({ q: 'ox', limit });
      const rest = await titles({ q: 'ox', cursor: nextCursor ?? '' });
      expect([...entries.map(({ title }) => title), ...rest]).toEqual([
        'Oxbows',
        'Beside the oxen',
        'Of oxlips',
      ]);
    }
  });

  it('give first what is called so, then what begins so, then what has the words in its title, in pages as at once', async () => {
    const body = { markdown: 'Own the address.' };
    const called = 'Own the address!';
    await desk.create({ title: called });
    await desk.create({ title: 'Whose own address the site has' });
    await desk.create({ title: 'Own the address, and keep it' });
    for (const number of [1, 2, 3]) await desk.create({ title: `Another ${number}`, body });
    const q = 'own the address';
    const expected = [
      called,
      'Own the address, and keep it',
      'Whose own address the site has',
      'Another 3',
      'Another 2',
      'Another 1',
    ];
    expect(await titles({ q })).toEqual(expected);
    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ q, limit: 2, cursor });
      paged.push(...page.entries.map(({ title }) => title));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(paged).toEqual(expected);
    expect(await countEntries(desk.context, { ...desk.call, q })).toEqual({ count: 6, isExact: true });
  });

  it('are narrowed by author, by what is referred to, and by date, and sorted by title as people do', async () => {
    const person = await desk.create({ name: 'Ines' }, { collection: 'people' });
    const before = await desk.create({ title: 'Zweite', author: person.id });
    await desk.create({ title: 'Äpfel', author: person.id });
    await desk.create({ title: 'birne', author: person.id });
    const tag = person.id;
    expect(await titles({ tag, sort: 'title' })).toEqual(['Äpfel', 'birne', 'Zweite']);
    expect(await titles({ tag, sort: '-title', collection: 'posts' })).toEqual(['Zweite', 'birne', 'Äpfel']);
    expect(await titles({ tag, author: desk.editor.userId ?? '' })).toHaveLength(3);
    expect(await titles({ tag, author: tag })).toEqual([]);
    expect(await titles({ tag, sort: 'created', to: before.createdAt })).toEqual([]);
    expect(await titles({ tag, sort: 'created', from: before.createdAt, limit: 1 })).toEqual(['Zweite']);
    await desk.save(before, { title: 'Zweite' });
    expect(await titles({ tag, sort: 'title' })).toEqual(['Äpfel', 'birne']);
  });

  it('are counted as long as they are, whatever they are narrowed by', async () => {
    const person = await desk.create({ name: 'Counted' }, { collection: 'people' });
    const [first] = [
      await desk.create({ title: 'Counted one', author: person.id }),
      await desk.create({ title: 'Counted two', author: person.id }, { locale: 'de' }),
    ];
    await desk.publish(first);
    const author = desk.editor.userId ?? '';
    for (const listing of [
      {},
      { collection: 'posts' },
      { collection: 'posts', locale: 'de' },
      { state: 'live' },
      { state: 'changed' },
      { state: 'withheld' },
      { state: 'draft', locale: 'en' },
      { collection: 'posts', from: first.createdAt },
      { sort: 'created', to: first.createdAt },
      { sort: 'published' },
      { q: 'counted' },
      { tag: person.id },
      { author, state: 'draft' },
      { author: person.id },
      { author: 'nobody' },
    ] as const) {
      const { entries } = await list({ ...listing, limit: 200 });
      const counted = await countEntries(desk.context, { ...desk.call, ...listing });
      expect([listing, counted]).toEqual([listing, { count: entries.length, isExact: true }]);
    }
    const { count } = await countEntries(desk.context, { ...desk.call, state: 'live' });
    expect(count).toBeGreaterThan(0);
  });

  it.each(['-updated', 'updated', '-created', 'created', 'title', '-title'] as const)(
    'give the same entries in pages as at once, sorted by %s',
    async (sort) => {
      for (const place of [
        {},
        { locale: 'en' },
        { collection: 'posts' },
        { state: 'draft' as const },
        EXACT,
      ]) {
        const all = (await list({ ...place, sort })).entries.map(({ id }) => id);
        const paged: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await list({ ...place, sort, limit: 3, cursor });
          paged.push(...page.entries.map(({ id }) => id));
          cursor = page.nextCursor ?? undefined;
        } while (cursor !== undefined);
        expect(paged).toEqual(all);
        expect(new Set(paged).size).toBe(all.length);
      }
    },
  );

  it('refuse what does not fit together, and the cursor of another list', async () => {
    const { nextCursor } = await list({ limit: 1 });
    const cursor = nextCursor ?? '';
    await expect(list({ cursor, sort: 'title' })).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(list({ q: 'x', sort: 'title' })).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(list({ from: '2026-03-01T00:00:00Z', sort: 'title' })).rejects.toMatchObject({
      code: 'invalid-input',
    });
  });

  it('find what was there before the index, once it is filled', async () => {
    await desk.create({ title: 'Rhubarb' });
    await desk.database.write((tx) => tx.deleteFrom('entry_text').execute());
    expect(await indexEntries(desk.context)).toBeGreaterThan(0);
    expect(await indexEntries(desk.context)).toBe(0);
    expect(await titles({ q: 'rhubarb' })).toEqual(['Rhubarb']);
  });

  it('find what is indexed in an older way, while that is renewed', async () => {
    for (let index = 0; index < 25; index++) await desk.create({ title: `Rhubarb ${index}` });
    await desk.database.write((tx) => tx.updateTable('entry_text').set({ edition: 0 }).execute());
    expect(await indexEntries(desk.context)).toBe(0);
    expect(await titles({ q: 'rhubarb', limit: 50 })).toHaveLength(26);
    const renewals = [1, 2].map(() => startIndexRenewal(desk.context, { log: log }));
    await Promise.all(renewals.map(({ ended }) => ended));
    expect(await outdated()).toEqual([]);
    expect(await titles({ q: 'rhubarb', limit: 50 })).toHaveLength(26);
  });

  it('stop to renew the index where the process is to end, and go on later', async () => {
    for (let index = 0; index < 25; index++) await desk.create({ title: `Quince ${index}` });
    await desk.database.write((tx) => tx.updateTable('entry_text').set({ edition: 0 }).execute());
    await startIndexRenewal(desk.context, { log: log }).stop();
    expect((await outdated()).length).toBeGreaterThan(0);
    await startIndexRenewal(desk.context, { log: log }).ended;
    expect(await outdated()).toEqual([]);
  });
});
