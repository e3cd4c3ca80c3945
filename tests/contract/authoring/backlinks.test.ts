import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ContentModel } from '../../../model/content-model.ts';
import { step } from '../../../model/content-steps.ts';
import { defineContentModel } from '../../../model/define-content-model.ts';
import { field, type FieldRecord } from '../../../model/fields.ts';
import type { Actor } from '../../../server/accounts/actor.ts';
import type { AuthoringContext } from '../../../server/authoring/authoring-context.ts';
import { deleteEntry } from '../../../server/authoring/delete-entry.ts';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import { indexEntries } from '../../../server/authoring/index-entries.ts';
import { listBacklinks } from '../../../server/authoring/list-backlinks.ts';
import { listVersions } from '../../../server/authoring/list-versions.ts';
import { readEntry } from '../../../server/authoring/read-entry.ts';
import { restoreEntry } from '../../../server/authoring/restore-entry.ts';
import { restoreVersion } from '../../../server/authoring/restore-version.ts';
import { revertPublication } from '../../../server/authoring/revert-publication.ts';
import { takedownEntry } from '../../../server/authoring/takedown-entry.ts';
import { trashEntry } from '../../../server/authoring/trash-entry.ts';
import { withdrawEntries } from '../../../server/authoring/withdraw-entries.ts';
import { AppError } from '../../../server/errors.ts';
import { DIALECTS } from '../../support/databases.ts';
import { openDesk, seen, type Desk } from './desk.ts';
import { migrate } from './migration-fixture.ts';

const linkTo = (entryId: string) => ({
  type: 'doc',
  content: [
    {
      type: 'paragraph',
      content: [{ type: 'text', text: 'A word', marks: [{ type: 'link', attrs: { entryId } }] }],
    },
  ],
});

const OPERATIONS = [
  'create',
  'save',
  'save',
  'publish',
  'publish',
  'withdraw',
  'trash',
  'restore',
  'restore-version',
  'revert',
  'delete',
  'take-down',
] as const;

/** What is done, to which entry, with references to which others, and which of several is meant. */
const DEEDS = fc.array(
  fc.record({
    what: fc.constantFrom(...OPERATIONS),
    entry: fc.nat(),
    named: fc.array(fc.nat(), { maxLength: 3 }),
    which: fc.nat(3),
  }),
  { minLength: 10, maxLength: 20 },
);

type Deed = { what: (typeof OPERATIONS)[number]; entry: number; named: readonly number[]; which: number };

describe.each(DIALECTS)('backlinks on %s', (dialect) => {
  let desk: Desk;
  let owner: Actor;
  beforeAll(async () => {
    desk = await openDesk(dialect);
    owner = await desk.actor('owner');
  });
  afterAll(() => desk.close());

  const list = async (entryId: string, { context = desk.context, limit = 2 } = {}) => {
    const found: [id: string, standsIn: string][] = [];
    const counts = new Set<number>();
    for (let cursor: string | undefined; ;) {
      const page = await listBacklinks(context, { ...desk.call, entryId, limit, cursor });
      found.push(...page.entries.map(({ id, standsIn }) => [id, standsIn] as [string, string]));
      counts.add(page.count);
      if (page.nextCursor === null) break;
      expect(page.entries).toHaveLength(limit);
      cursor = page.nextCursor;
    }
    expect([...counts]).toEqual([found.length]);
    return found;
  };
  const withdraw = ({ id }: EntryDetails) => withdrawEntries(desk.context, { ...desk.call, entryIds: [id] });
  const trash = (entry: EntryDetails) => trashEntry(desk.context, { ...desk.call, ...seen(entry) });
  const erase = (entry: EntryDetails, despiteReferences = false) =>
    deleteEntry(desk.context, { ...desk.call, ...seen(entry), despiteReferences });

  it('say whether the reference stands in the draft, in the public version, or in both', async () => {
    const target = await desk.create({ title: 'Target' });
    const [both, added, dropped] = [
      await desk.create({ title: 'Both', body: linkTo(target.id) }),
      await desk.create({ title: 'Added' }),
      await desk.create({ title: 'Dropped', related: [target.id] }),
    ];
    for (const entry of [both, added, dropped]) await desk.publish(entry);
    await desk.save(added, { ...added.draft.content, related: [target.id] });
    const { related: _, ...others } = dropped.draft.content;
    const without = await desk.save(dropped, others);
    const never = await desk.create({ title: 'Never public', related: [target.id] });
    expect(await list(target.id)).toEqual([
      [added.id, 'draft'],
      [both.id, 'both'],
      [dropped.id, 'public'],
      [never.id, 'draft'],
    ]);
    await desk.publish(without);
    await withdraw(both);
    expect(await list(target.id)).toEqual([
      [added.id, 'draft'],
      [both.id, 'draft'],
      [never.id, 'draft'],
    ]);
  });

  it('are those of what is public again, after publications were taken back', async () => {
    const target = await desk.create({ title: 'Taken back' });
    const entry = await desk.create({ title: 'Went back', related: [target.id] });
    await desk.publish(entry);
    const without = await desk.save(entry, { title: 'Went back', slug: 'went-back' });
    const revert = async () => {
      const { seq } = await desk.logHead();
      await revertPublication(desk.context, { ...desk.call, seq });
    };
    await desk.publish(without);
    expect(await list(target.id)).toEqual([]);
    await revert();
    expect(await list(target.id)).toEqual([[entry.id, 'public']]);
    await withdraw(entry);
    expect(await list(target.id)).toEqual([]);
    await revert();
    expect(await list(target.id)).toEqual([[entry.id, 'public']]);
  });

  it('hold an entry by its public version as well, though the draft has dropped the reference', async () => {
    const target = await desk.create({ title: 'Held' });
    const other = await desk.create({ title: 'Still names it', related: [target.id] });
    await desk.publish(other);
    const saved = await desk.save(other, { title: 'Still names it', slug: 'still-names-it' });
    const { entry: trashed } = await trash(target);
    await expect(erase(trashed)).rejects.toMatchObject({
      code: 'entry-referenced',
      details: { extra: { count: 1, referrers: [{ id: other.id, standsIn: 'public' }] } },
    });
    await desk.publish(saved);
    await erase(trashed);
  });

  it('come in pages of their own', async () => {
    const [one, other] = [await desk.create({ title: 'One' }), await desk.create({ title: 'Other' })];
    for (const title of ['B', 'Ä', 'a', 'A']) await desk.create({ title, related: [one.id, other.id] });
    const titles = (await listBacklinks(desk.context, { ...desk.call, entryId: one.id })).entries.map(
      ({ title }) => title,
    );
    expect(titles).toEqual(['Ä', 'a', 'A', 'B']);
    const page = { ...desk.call, entryId: one.id, limit: 2 };
    const { nextCursor } = await listBacklinks(desk.context, page);
    expect(nextCursor).not.toBeNull();
    for (const cursor of ['', 'nonsense', nextCursor ?? ''])
      await expect(listBacklinks(desk.context, { ...page, entryId: other.id, cursor })).rejects.toMatchObject(
        {
          code: 'invalid-input',
          details: { issues: [{ path: 'query.cursor' }] },
        },
      );
  });

  it('are filled in for what was public before there was a place for it, or was published by an older release', async () => {
    const target = await desk.create({ title: 'Target' });
    const entry = await desk.create({ title: 'Refers', related: [target.id] });
    await desk.publish(entry);
    const { related: _, ...others } = entry.draft.content;
    const without = await desk.save(entry, others);
    expect(await list(target.id)).toEqual([[entry.id, 'public']]);
    const forget = async () => {
      await desk.database.write(async (tx) => {
        await tx.deleteFrom('public_reference').execute();
        await tx.updateTable('entry').set({ referenced_version_id: null }).execute();
      });
    };
    await forget();
    expect(await list(target.id)).toEqual([]);
    expect(await indexEntries(desk.context)).toBeGreaterThan(0);
    expect(await indexEntries(desk.context)).toBe(0);
    expect(await list(target.id)).toEqual([[entry.id, 'public']]);
    const setPublic = (versionId: string | null) =>
      desk.database.write((tx) =>
        tx.updateTable('entry').set({ published_version_id: versionId }).where('id', '=', entry.id).execute(),
      );
    for (const versionId of [without.draft.versionId, null]) {
      await setPublic(versionId);
      expect(await list(target.id)).toEqual([]);
      await indexEntries(desk.context);
      expect(await list(target.id)).toEqual([]);
      await setPublic(entry.draft.versionId);
      await indexEntries(desk.context);
      expect(await list(target.id)).toEqual([[entry.id, 'public']]);
    }
  });

  it('are what a look at every version finds, whatever was done', { timeout: 300_000 }, async () => {
    let done = 0;
    await fc.assert(
      fc.asyncProperty(DEEDS, async (deeds) => {
        const ids: string[] = [];
        for (const title of ['One', 'Two', 'Three']) ids.push((await desk.create({ title })).id);
        for (const deed of deeds) {
          try {
            await attempt(desk, { deed, ids, owner });
            done++;
          } catch (error) {
            // Much of it does not fit what was done before.
            if (!(error instanceof AppError)) throw error;
          }
          const expected = await scan(desk, ids);
          for (const [id, referrers] of expected) expect(await list(id)).toEqual(referrers);
        }
      }),
      // Each further try would take as long as all of them.
      { numRuns: 12, endOnFailure: true },
    );
    expect(done).toBeGreaterThan(40);
  });
});

describe.each(DIALECTS)('backlinks under another content model on %s', (dialect) => {
  const related = field.reference({ collection: 'posts', multiple: true });
  const rename = step.rename({ id: 'see-also', collection: 'posts', from: 'related', to: 'seeAlso' });
  const drop = step.drop({ id: 'no-more', collection: 'posts', field: 'seeAlso' });

  it('follow the content through its steps', async () => {
    const desk = await openDesk(dialect, modelWith({ related, key: field.text() }));
    try {
      const standings = async (context: AuthoringContext) =>
        (await listBacklinks(context, { ...desk.call, entryId: target.id })).entries.map(
          ({ standsIn, title }) => [title, standsIn],
        );
      const target = await desk.create({ title: 'Target' });
      const [both, dropped, asText] = [
        await desk.create({ title: 'Both', related: [target.id] }),
        await desk.create({ title: 'Dropped', related: [target.id] }),
        await desk.create({ title: 'As text', key: target.id }),
      ];
      for (const entry of [both, dropped, asText]) await desk.publish(entry);
      await desk.save(dropped, { title: 'Dropped' });
      expect(await standings(desk.context)).toEqual([
        ['Both', 'both'],
        ['Dropped', 'public'],
      ]);
      const key = field.reference({ collection: 'posts' });
      const renamed = {
        ...desk.context,
        model: modelWith({ seeAlso: related, key }),
        migrations: [rename],
      };
      expect(await migrate(renamed)).toMatchObject({ misfits: [], remaining: 0 });
      expect(await standings(renamed)).toEqual([
        ['As text', 'both'],
        ['Both', 'both'],
        ['Dropped', 'public'],
      ]);
      const without = { ...desk.context, model: modelWith({ key }), migrations: [rename, drop] };
      expect(await migrate(without, { allowDrop: ['posts.seeAlso'] })).toMatchObject({ remaining: 0 });
      expect(await standings(without)).toEqual([['As text', 'both']]);
    } finally {
      await desk.close();
    }
  });
});

function modelWith(fields: FieldRecord): ContentModel {
  return defineContentModel({
    locales: ['en', 'de'],
    defaultLocale: 'en',
    collections: {
      posts: { title: 'title', fields: { title: field.text({ required: true }), ...fields } },
    },
  });
}

/** For each of the entries that are still there what refers to it, by a look at every draft and every public version: an id is nothing else anywhere in a content. */
async function scan({ database }: Desk, ids: readonly string[]): Promise<Map<string, [string, string][]>> {
  const versions = await database.db.selectFrom('version').select(['id', 'content']).execute();
  const contents = new Map(versions.map(({ content, id }) => [id, content]));
  const entries = await database.db
    .selectFrom('entry')
    .select(['id', 'sort_title', 'draft_version_id', 'published_version_id'])
    .where('trashed_at', 'is', null)
    .execute();
  const inOrder = entries.toSorted(
    (a, b) => Buffer.compare(Buffer.from(a.sort_title), Buffer.from(b.sort_title)) || (a.id < b.id ? -1 : 1),
  );
  const left = await database.db
    .selectFrom('entry')
    .select('id')
    .where('id', 'in', ids)
    .where('erased_at', 'is', null)
    .execute();
  const found = left.map(({ id }): [string, [string, string][]] => {
    const names = (versionId: string | null) => contents.get(versionId ?? '')?.includes(id) ?? false;
    const referrers = inOrder.flatMap((entry): [string, string][] => {
      const [inDraft, inPublic] = [names(entry.draft_version_id), names(entry.published_version_id)];
      if (entry.id === id || (!inDraft && !inPublic)) return [];
      return [[entry.id, inDraft && inPublic ? 'both' : inDraft ? 'draft' : 'public']];
    });
    return [id, referrers];
  });
  return new Map(found);
}

type Attempt = { deed: Deed; ids: string[]; owner: Actor };

async function attempt(desk: Desk, { deed, ids, owner }: Attempt): Promise<void> {
  const { which, what } = deed;
  const entryId = ids[deed.entry % ids.length] ?? '';
  const named = deed.named.flatMap((index) => ids[index % ids.length] ?? []);
  const title = `Entry ${which}`;
  if (what === 'create') {
    ids.push((await desk.create({ title, related: named })).id);
    return;
  }
  const entry = await readEntry(desk.context, { ...desk.call, entryId });
  const request = { ...desk.call, ...seen(entry) };
  const [first, second, third] = named;
  const related = [first, second].filter((id) => id !== undefined);
  const deeds: Record<Exclude<Deed['what'], 'create'>, () => Promise<unknown>> = {
    save: () => {
      const body = third === undefined ? {} : { body: linkTo(third) };
      return desk.save(entry, { title, slug: `slug-${entryId}`, related, ...body });
    },
    publish: () => desk.publish(entry),
    withdraw: () => withdrawEntries(desk.context, { ...desk.call, entryIds: [entryId] }),
    trash: () => trashEntry(desk.context, request),
    restore: () => restoreEntry(desk.context, request),
    'restore-version': async () => {
      const { versions } = await listVersions(desk.context, request);
      const versionId = versions[which % versions.length]?.id ?? '';
      return await restoreVersion(desk.context, { ...request, versionId });
    },
    revert: async () => {
      const { seq } = await desk.logHead();
      return await revertPublication(desk.context, { ...desk.call, seq: seq - which });
    },
    delete: () => deleteEntry(desk.context, { ...request, despiteReferences: which > 0 }),
    'take-down': () => takedownEntry(desk.context, { ...request, actor: owner, reason: 'Court order' }),
  };
  await deeds[what]();
}
