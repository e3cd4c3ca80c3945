import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuthoringContext } from '../../../server/authoring/authoring-context.ts';
import { duplicateEntry } from '../../../server/authoring/duplicate-entry.ts';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import { listVersions } from '../../../server/authoring/list-versions.ts';
import { publishEntries } from '../../../server/authoring/publish-entries.ts';
import { restoreVersion } from '../../../server/authoring/restore-version.ts';
import { revertPublication } from '../../../server/authoring/revert-publication.ts';
import { saveDraft } from '../../../server/authoring/save-draft.ts';
import { defineContentModel } from '../../../model/define-content-model.ts';
import { field } from '../../../model/fields.ts';
import { DIALECTS } from '../../support/databases.ts';
import { openDesk, seen, type Content, type Desk } from './desk.ts';

const TITLE = field.text({ required: true });
const SLUG = field.slug({ required: true, from: 'title' });

function modelWith(fields: Record<string, ReturnType<typeof field.text>>) {
  const posts = { url: '/blog/{slug}/', title: 'title', fields: { title: TITLE, slug: SLUG, ...fields } };
  return defineContentModel({ locales: ['en', 'de'], defaultLocale: 'en', collections: { posts } });
}

/** Two processes of different releases over one database, while one takes the place of the other. */
describe.each(DIALECTS)('two content models over one database on %s', (dialect) => {
  let desk: Desk;
  let older: AuthoringContext;
  let newer: AuthoringContext;
  beforeAll(async () => {
    desk = await openDesk(dialect, modelWith({ teaser: field.text() }));
    older = desk.context;
    newer = {
      ...older,
      model: modelWith({ teaser: field.text(), subtitle: field.text({ required: true }) }),
    };
  });
  afterAll(() => desk.close());

  const save = (context: AuthoringContext, entry: EntryDetails, content: Content) =>
    saveDraft(context, { ...desk.call, ...seen(entry), content });
  const publish = (context: AuthoringContext, entry: EntryDetails) =>
    publishEntries(context, { ...desk.call, entries: [seen(entry)] });

  it('keep what the other one knows, whichever of them saves and however often', async () => {
    const created = await desk.create({ title: 'Shared', slug: 'shared' });
    const rich = await save(newer, created, {
      title: 'Shared',
      slug: 'shared',
      subtitle: 'New',
      teaser: 'T',
    });
    // An editor whose page is of the older release sends back what it was shown, or leaves it out, or has changed it.
    const first = await save(older, rich, { title: 'One', slug: 'shared', teaser: 'T' });
    const second = await save(older, first, { title: 'Two', slug: 'shared', subtitle: 'Old', teaser: 'T' });
    expect(second.draft.content).toEqual({ title: 'Two', slug: 'shared', subtitle: 'New', teaser: 'T' });
    const same = await save(older, second, { title: 'Two', slug: 'shared', teaser: 'T' });
    expect(same.draft.versionId).toBe(second.draft.versionId);
    const third = await save(newer, second, { title: 'Three', slug: 'shared', subtitle: 'Newer' });
    expect(third.draft.content).toEqual({ title: 'Three', slug: 'shared', subtitle: 'Newer' });
  });

  it('keep it also where each of them knows something that the other does not', async () => {
    const renamed: AuthoringContext = { ...older, model: modelWith({ excerpt: field.text() }) };
    const created = await desk.create({ title: 'Both', slug: 'both', teaser: 'T' });
    let entry = created;
    for (const [context, content] of [
      [renamed, { title: 'One', slug: 'both', excerpt: 'E' }],
      [older, { title: 'Two', slug: 'both', teaser: 'T' }],
      [renamed, { title: 'Three', slug: 'both', excerpt: 'E' }],
      [renamed, { title: 'Four', slug: 'both', excerpt: 'E' }],
      [older, { title: 'Five', slug: 'both', teaser: 'T' }],
      [older, { title: 'Six', slug: 'both', teaser: 'T' }],
    ] as const)
      entry = await save(context, entry, content);
    expect(entry.draft.content).toEqual({ title: 'Six', slug: 'both', teaser: 'T', excerpt: 'E' });
  });

  it('refuse what neither of them knows', async () => {
    const created = await desk.create({ title: 'Mistyped', slug: 'mistyped' });
    await expect(save(older, created, { title: 'A', subtitel: 'B' })).rejects.toMatchObject({
      code: 'invalid-input',
      details: { issues: [{ path: 'subtitel' }] },
    });
  });

  it('publish, copy and take back what the other one has saved', async () => {
    const created = await desk.create({ title: 'Public', slug: 'public' });
    const rich = await save(newer, created, { title: 'Public', slug: 'public', subtitle: 'New' });
    const { publication } = await publish(older, rich);
    const copy = await duplicateEntry(older, { ...desk.call, entryId: rich.id });
    expect(copy.draft.content).toEqual({ title: 'Public (copy)', slug: 'public-copy' });
    const changed = await save(older, rich, { title: 'Changed', slug: 'public' });
    const { publication: second } = await publish(older, changed);
    await revertPublication(older, { ...desk.call, seq: second?.seq ?? 0 });
    expect(publication).not.toBeNull();
    // The newer release asks for what the older one does not know of.
    const poor = await save(older, copy, { title: 'Poor', slug: 'poor' });
    await expect(publish(newer, poor)).rejects.toMatchObject({ details: { issues: [{ path: 'subtitle' }] } });
  });

  it('bring back versions that hold what the model has lost since', async () => {
    const created = await desk.create({ title: 'Long ago', slug: 'long-ago' });
    const rich = await save(newer, created, { title: 'Long ago', slug: 'long-ago', subtitle: 'Lost' });
    await publish(newer, rich);
    const { versions } = await listVersions(older, { ...desk.call, entryId: rich.id });
    const versionId = versions[0]?.id ?? '';
    const now = await save(older, rich, { title: 'Now', slug: 'long-ago' });
    const restored = await restoreVersion(older, { ...desk.call, ...seen(now), versionId });
    expect(restored.draft.content).toEqual({ title: 'Long ago', slug: 'long-ago', subtitle: 'Lost' });
  });
});
