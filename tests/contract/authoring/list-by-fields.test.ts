import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineContentModel } from '../../../model/define-content-model.ts';
import { field } from '../../../model/fields.ts';
import { startIndexRenewal } from '../../../server/authoring/index-entries.ts';
import { countEntries, listEntries, type EntryListing } from '../../../server/authoring/list-entries.ts';
import { createLog } from '../../../server/log.ts';
import { DIALECTS } from '../../support/databases.ts';
import { openDesk, type Desk } from './desk.ts';

const posts = {
  url: '/blog/{slug}/',
  title: 'title',
  filterable: ['featured', 'day', 'at', 'rank', 'kind', 'author', 'authors', 'code'],
  fields: {
    title: field.text({ required: true }),
    slug: field.slug({ required: true, from: 'title' }),
    featured: field.boolean(),
    day: field.date({ whenEmpty: 'first-publication' }),
    at: field.date({ time: true }),
    rank: field.number(),
    kind: field.select({ options: ['news', 'essay; long'], multiple: true }),
    author: field.reference({ collection: 'people' }),
    authors: field.reference({ collection: 'people', multiple: true }),
    code: field.text(),
    note: field.select({ options: ['a', 'b'] }),
  },
} as const;
const people = {
  title: 'name',
  filterable: ['featured'],
  fields: { name: field.text({ required: true }), featured: field.boolean() },
} as const;
const model = defineContentModel({ locales: ['en'], defaultLocale: 'en', collections: { posts, people } });

describe.each(DIALECTS)('lists that are narrowed by fields on %s', (dialect) => {
  let desk: Desk;
  let ada: string;
  let grace: string;
  beforeAll(async () => {
    desk = await openDesk(dialect, model);
    ada = (await desk.create({ name: 'Ada', featured: true }, { collection: 'people' })).id;
    grace = (await desk.create({ name: 'Grace' }, { collection: 'people' })).id;
    await desk.create({
      title: 'One',
      featured: true,
      day: '2025-01-10',
      rank: -2.5,
      author: ada,
      authors: [grace, ada],
      kind: ['news', 'essay; long'],
    });
    await desk.create({
      title: 'Two',
      day: '2025-02-10',
      at: '2025-02-10T23:30:00.000Z',
      rank: 3,
      author: grace,
      code: 'x'.repeat(300),
    });
    await desk.create({ title: 'Three', featured: false, rank: 20, authors: [grace], kind: ['news'] });
    const four = await desk.create({ title: 'Four', slug: 'four' });
    await desk.publish(four);
  });
  afterAll(() => desk.close());

  const list = (listing: Partial<EntryListing>) =>
    listEntries(desk.context, { ...desk.call, collection: 'posts', sort: 'created', ...listing });
  const titles = async (where: string, listing: Partial<EntryListing> = {}) =>
    (await list({ where, ...listing })).entries.map(({ title }) => title);

  it.each([
    ['featured:true', ['One']],
    ['featured:false', ['Two', 'Three', 'Four']],
    ['kind:news', ['One', 'Three']],
    ['kind:essay%3B%20long', ['One']],
    ['rank:..3', ['One', 'Two']],
    ['rank:-2.5..-1', ['One']],
    ['rank:3', ['Two']],
    ['rank:3..', ['Two', 'Three']],
    ['day:2025-01-10..2025-01-10', ['One']],
    ['day:2025-01-11..2025-12-31', ['Two']],
    ['at:2025-02-10..2025-02-10', ['Two']],
    ['at:2025-02-11..', []],
    [`code:${'x'.repeat(300)}`, ['Two']],
    ['featured:false;kind:news', ['Three']],
  ])('have what fits %s', async (where, expected) => {
    expect(await titles(where)).toEqual(expected);
    expect(await countEntries(desk.context, { ...desk.call, collection: 'posts', where })).toEqual({
      count: expected.length,
      isExact: true,
    });
  });

  it('have what refers to an entry in this field, and not in another one', async () => {
    expect(await titles(`author:${ada}`)).toEqual(['One']);
    expect(await titles(`authors:${grace}`)).toEqual(['One', 'Three']);
    expect(await titles(`authors:${ada};author:${ada}`, { sort: '-title' })).toEqual(['One']);
  });

  it('take a day that was left empty for that of the first publication', async () => {
    expect(await titles('day:2026-03-01..2026-03-01')).toEqual(['Four']);
    expect(await titles('day:2025-01-01..')).toEqual(['One', 'Two', 'Four']);
    expect(await titles('day:..2026-02-28')).toEqual(['One', 'Two']);
  });

  it('have what is found by words as well', async () => {
    const found = await list({ sort: undefined, q: 'one', where: 'featured:true' });
    expect(found.entries.map(({ title }) => title)).toEqual(['One']);
    expect((await list({ sort: undefined, q: 'two', where: 'featured:true' })).entries).toEqual([]);
  });

  it('follow a save', async () => {
    const entry = await desk.create({ title: 'Moving', featured: true });
    const saved = await desk.save(entry, { title: 'Moving', rank: 77 });
    expect(await titles('rank:77')).toEqual(['Moving']);
    expect(await titles('featured:true')).toEqual(['One']);
    await desk.save(saved, { title: 'Moving', rank: 78 });
    expect(await titles('rank:77')).toEqual([]);
  });

  it('come in pages', async () => {
    const first = await list({ where: 'featured:false', limit: 2 });
    expect(first.entries.map(({ title }) => title)).toEqual(['Two', 'Three']);
    expect((await titles('featured:false', { limit: 2, cursor: first.nextCursor ?? '' }))[0]).toBe('Four');
  });

  it('show what drafts have in the fields that are asked for', async () => {
    const { entries } = await list({ fields: 'authors,rank,featured,day,kind', where: 'featured:true' });
    expect(entries[0]?.values).toEqual({
      authors: [
        { value: ada, title: 'Ada' },
        { value: grace, title: 'Grace' },
      ],
      rank: [{ value: '-2.5', title: null }],
      featured: [{ value: 'true', title: null }],
      day: [{ value: '2025-01-10', title: null }],
      kind: [
        { value: 'essay; long', title: null },
        { value: 'news', title: null },
      ],
    });
    const published = await list({ fields: 'day', where: 'day:2026-03-01..2026-03-01' });
    expect(published.entries[0]?.values).toEqual({ day: [{ value: '2026-03-01', title: null }] });
    expect((await list({})).entries[0]?.values).toBeUndefined();
  });

  it.each([
    ['note:a', 'not filterable'],
    ['nothing:a', 'unknown'],
    ['featured', 'no value'],
    ['featured:perhaps', 'not of the field'],
    ['day:2025-02-30x..', 'no day'],
    ['day:..', 'no bound'],
    ['rank:a..b', 'no number'],
    ['code:%E0%A4%A', 'not encoded'],
  ])('are refused for %s, which is %s', async (where) => {
    await expect(list({ where })).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('are refused for fields without a collection, and for fields that lists do not show', async () => {
    await expect(list({ collection: undefined, where: 'featured:true' })).rejects.toMatchObject({
      code: 'invalid-input',
    });
    await expect(list({ collection: undefined, fields: 'featured' })).rejects.toMatchObject({
      code: 'invalid-input',
    });
    await expect(list({ fields: 'title' })).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('know a field of before it was listed, once the drafts are indexed for the new model', async () => {
    const filterable = [...posts.filterable, 'slug'];
    const changed = {
      ...desk.context,
      model: defineContentModel({
        locales: ['en'],
        defaultLocale: 'en',
        collections: { posts: { ...posts, filterable }, people },
      }),
    };
    const found = () => listEntries(changed, { ...desk.call, collection: 'posts', where: 'slug:four' });
    expect((await found()).entries).toEqual([]);
    await startIndexRenewal(changed, { log: createLog({ logLevel: 'fatal' }) }).ended;
    expect((await found()).entries.map(({ title }) => title)).toEqual(['Four']);
  });
});
