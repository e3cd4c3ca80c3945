import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Grant, Names } from '../../../model/permission.ts';
import type { Actor } from '../../../server/accounts/actor.ts';
import { createEntry } from '../../../server/authoring/create-entry.ts';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import { listBacklinks } from '../../../server/authoring/list-backlinks.ts';
import { listEntries } from '../../../server/authoring/list-entries.ts';
import { listPublications } from '../../../server/authoring/list-publications.ts';
import { canRead } from '../../../server/authoring/permission.ts';
import { DIALECTS } from '../../support/databases.ts';
import { openDesk, type Desk } from './desk.ts';

const names = (...some: readonly string[]): fc.Arbitrary<Names> =>
  fc.oneof(fc.constant<Names>('all'), fc.subarray([...some], { minLength: 1 }));

const READING: fc.Arbitrary<readonly Grant[]> = fc.array(
  fc.record({
    actions: fc.constant(['entry.read'] as const),
    // One that no content model has any more is in a role, too.
    collections: names('posts', 'people', 'motto', 'poems'),
    locales: names('en', 'de', 'fr'),
    whose: fc.constantFrom('any', 'own'),
  }),
  { minLength: 1, maxLength: 3 },
);

const RUNS = { numRuns: 40 };

describe.each(DIALECTS)('what a role reaches on %s', (dialect) => {
  let desk: Desk;
  let reader: Actor;
  let target: EntryDetails;
  const entries: EntryDetails[] = [];

  beforeAll(async () => {
    desk = await openDesk(dialect);
    reader = await desk.actor('editor');
    target = await desk.create({ title: 'Target' });
    entries.push(target);
    for (const actor of [desk.editor, reader])
      for (const locale of ['en', 'de'])
        for (const collection of ['posts', 'posts', 'people']) {
          const content =
            collection === 'posts' ? { title: 'A word', related: [target.id] } : { name: 'A word' };
          const made = { ...desk.call, actor, collection, locale, content };
          entries.push(await createEntry(desk.context, made));
        }
    for (const locale of ['en', 'de']) {
      const made = { ...desk.call, actor: reader, collection: 'motto', locale, content: { text: 'A word' } };
      entries.push(await createEntry(desk.context, made));
    }
    for (const entry of entries) if (entry.collection === 'posts') await desk.publish(entry);
    await desk.publish(...entries.filter(({ collection }) => collection === 'people'));
  });
  afterAll(() => desk.close());

  const actorWith = (grants: readonly Grant[]): Actor => ({
    userId: reader.userId,
    role: { id: 'a-role', name: 'A role', grants },
  });
  const readable = (actor: Actor, among = entries) =>
    among.filter((entry) => canRead({ actor, model: desk.context.model }, entry)).map(({ id }) => id);
  const idsOf = async (actor: Actor, query: Partial<Parameters<typeof listEntries>[1]> = {}) => {
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listEntries(desk.context, { ...desk.call, ...query, actor, limit: 3, cursor });
      ids.push(...page.entries.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return ids.toSorted();
  };

  it('is what `can` says of each entry, in every list', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(READING, async (grants) => {
        const actor = actorWith(grants);
        const all = readable(actor).toSorted();
        expect(await idsOf(actor)).toEqual(all);
        expect(await idsOf(actor, { sort: 'title' })).toEqual(all);
        expect(await idsOf(actor, { q: 'word' })).toEqual(all.filter((id) => id !== target.id));
        const german = entries.filter(({ locale }) => locale === 'de');
        expect(await idsOf(actor, { locale: 'de' })).toEqual(readable(actor, german).toSorted());
        const posts = entries.filter(({ collection }) => collection === 'posts');
        expect(await idsOf(actor, { collection: 'posts', state: 'live' })).toEqual(
          readable(actor, posts).toSorted(),
        );
      }),
      RUNS,
    );
  });

  it('is what is listed and counted of what refers to an entry', { timeout: 120_000 }, async () => {
    const all = entries.filter(({ collection, id }) => collection === 'posts' && id !== target.id);
    await fc.assert(
      fc.asyncProperty(READING, async (grants) => {
        const own: Grant = { actions: ['entry.read'], collections: ['posts'], locales: ['en'], whose: 'any' };
        const actor = actorWith([...grants, own]);
        const request = { ...desk.call, actor, entryId: target.id, limit: 100 };
        const found = await listBacklinks(desk.context, request);
        expect(found.entries.map(({ id }) => id).toSorted()).toEqual(readable(actor, all).toSorted());
        expect(found.count).toBe(found.entries.length);
      }),
      RUNS,
    );
  });

  it('is what is listed of publications, and of their items', { timeout: 120_000 }, async () => {
    const published = entries.filter(({ collection }) => collection !== 'motto');
    await fc.assert(
      fc.asyncProperty(READING, async (grants) => {
        const actor = actorWith(grants);
        const { publications } = await listPublications(desk.context, { ...desk.call, actor, limit: 100 });
        const items = publications.flatMap((publication) => publication.items);
        expect(items.map(({ entryId }) => entryId ?? '').toSorted()).toEqual(
          readable(actor, published).toSorted(),
        );
        expect(publications.every((publication) => publication.items.length > 0)).toBe(true);
      }),
      RUNS,
    );
  });

  it('is everything for the roles that every site has', async () => {
    for (const role of ['owner', 'editor', 'contributor', 'viewer'] as const) {
      const actor = await desk.actor(role);
      expect(await idsOf(actor)).toEqual(entries.map(({ id }) => id).toSorted());
    }
  });
});
