import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEntry } from '../../../server/authoring/create-entry.ts';
import { DIALECTS } from '../../support/databases.ts';
import { raceAgainstOpenTransaction } from '../../support/open-transaction.ts';
import { outcomes } from '../../support/outcomes.ts';
import { openDesk, type Desk } from './desk.ts';

describe.each(DIALECTS)('creating an entry on %s', (dialect) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(dialect);
  });
  afterAll(() => desk.close());

  it('makes a draft at version 1, with an audit row', async () => {
    const entry = await desk.create({ title: 'First light', body: { markdown: 'Hello.' } });
    expect(entry).toMatchObject({
      collection: 'posts',
      locale: 'en',
      title: 'First light',
      state: 'draft',
      path: '/blog/first-light/',
      livePath: null,
      publishedVersionId: null,
      publishedAt: null,
      withheld: null,
      createdBy: desk.editor.userId,
      draft: {
        number: 1,
        content: { title: 'First light', slug: 'first-light' },
        savedBy: desk.editor.userId,
      },
    });
    expect((await desk.audit())[0]).toMatchObject({ action: 'entry.create', subject: `entry:${entry.id}` });
  });

  it('makes the slug from the title, and counts up where another draft has it', async () => {
    const slugs = [];
    for (const title of ['Größe', 'Größe!', 'große'])
      slugs.push((await desk.create({ title })).draft.content['slug']);
    expect(slugs).toEqual(['grosse', 'grosse-2', 'grosse-3']);
  });

  it('counts up past twenty', async () => {
    for (let count = 1; count <= 21; count++) await desk.create({ title: 'Popular' });
    expect((await desk.create({ title: 'Popular' })).draft.content['slug']).toBe('popular-22');
  });

  it('counts up where another entry is public with the slug, though its draft has moved on', async () => {
    const entry = await desk.create({ title: 'Moving' });
    await desk.publish(entry);
    await desk.save(entry, { title: 'Moving', slug: 'elsewhere' });
    expect((await desk.create({ title: 'Moving' })).draft.content['slug']).toBe('moving-2');
  });

  it('does not count up where the slug was left behind, nor in another locale', async () => {
    const entry = await desk.create({ title: 'Left' });
    await desk.save(entry, { title: 'Left', slug: 'gone' });
    expect((await desk.create({ title: 'Left' })).draft.content['slug']).toBe('left');
    expect((await desk.create({ title: 'Left' }, { locale: 'de' })).draft.content['slug']).toBe('left');
  });

  it('keeps the slug that is given, and makes none where there is no title to make it from', async () => {
    expect((await desk.create({ title: 'A title', slug: 'my-own' })).draft.content['slug']).toBe('my-own');
    expect((await desk.create({})).draft.content).toEqual({});
    expect((await desk.create({ title: '?!' })).draft.content).toEqual({ title: '?!' });
    expect((await desk.create({ title: '日本' })).draft.content['slug']).toBe('日本');
  });

  it('refuses a collection and a locale that the site does not have', async () => {
    const entries = await desk.count('entry');
    for (const collection of ['nothing', 'constructor', '__proto__', '']) {
      await expect(desk.create({}, { collection })).rejects.toMatchObject({ code: 'unknown-collection' });
    }
    await expect(desk.create({}, { locale: 'fr' })).rejects.toMatchObject({ code: 'unknown-locale' });
    expect(await desk.count('entry')).toBe(entries);
  });

  it('stores nothing of content that is not valid', async () => {
    const entries = await desk.count('entry');
    await expect(desk.create({ title: ['a list'] })).rejects.toMatchObject({ code: 'invalid-input' });
    expect(await desk.count('entry')).toBe(entries);
  });

  it('makes a single once for each locale, and takes the two for translations', async () => {
    const settings = { collection: 'settings' };
    const english = await desk.create({ siteTitle: 'Ours' }, settings);
    const german = await desk.create({ siteTitle: 'Unsere' }, { ...settings, locale: 'de' });
    expect(german.translationGroup).toBe(english.translationGroup);
    for (const locale of ['en', 'de']) {
      await expect(desk.create({}, { ...settings, locale })).rejects.toMatchObject({ code: 'single-exists' });
    }
  });

  it('makes a single once, also while somebody else is making it', async () => {
    const creation = { ...desk.call, collection: 'motto', locale: 'en', content: { text: 'Slowly' } };
    const race = await raceAgainstOpenTransaction(desk.database, {
      first: (database) => createEntry({ ...desk.context, database }, creation),
      second: () => createEntry(desk.context, creation),
    });
    expect(race.first).toMatchObject({ collection: 'motto' });
    expect(race.second).toMatchObject({ reason: { code: 'single-exists' } });
  });

  it('makes one translation for each locale, of whichever entry of the group', async () => {
    const original = await desk.create({ title: 'Original' });
    const { won, lost } = await outcomes(
      Array.from({ length: 4 }, () =>
        desk.create({ title: 'Übersetzung' }, { locale: 'de', translationOf: original.id }),
      ),
    );
    expect(won).toMatchObject([
      { translationGroup: original.translationGroup, path: '/de/blog/uebersetzung/' },
    ]);
    for (const error of lost)
      expect(error).toMatchObject({ details: { issues: [{ path: 'translationOf' }] } });
    await expect(desk.create({}, { locale: 'en', translationOf: won[0]?.id ?? '' })).rejects.toMatchObject({
      code: 'invalid-input',
    });
  });

  it('refuses a translation in another collection, or of nothing', async () => {
    const person = await desk.create({ name: 'Ines' }, { collection: 'people' });
    await expect(desk.create({}, { locale: 'de', translationOf: person.id })).rejects.toMatchObject({
      code: 'invalid-input',
    });
    await expect(desk.create({}, { locale: 'de', translationOf: 'nothing' })).rejects.toMatchObject({
      code: 'entry-not-found',
    });
  });

  it('does not let a viewer create, nor an author create a single', async () => {
    const entries = await desk.count('entry');
    const creation = { correlationId: null, locale: 'en', content: {} };
    const viewer = await desk.actor('viewer');
    await expect(
      createEntry(desk.context, { ...creation, actor: viewer, collection: 'posts' }),
    ).rejects.toMatchObject({ code: 'not-allowed' });
    const author = await desk.actor('author');
    await expect(
      createEntry(desk.context, { ...creation, actor: author, collection: 'settings' }),
    ).rejects.toMatchObject({ code: 'not-allowed' });
    expect(await desk.count('entry')).toBe(entries);
  });
});
