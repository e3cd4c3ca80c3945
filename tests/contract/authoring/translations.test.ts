import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareVersions } from '../../../server/authoring/compare-versions.ts';
import { confirmTranslation } from '../../../server/authoring/confirm-translation.ts';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import { listTranslations } from '../../../server/authoring/list-translations.ts';
import { readVersion } from '../../../server/authoring/read-version.ts';
import { translateEntry } from '../../../server/authoring/translate-entry.ts';
import { trashEntry } from '../../../server/authoring/trash-entry.ts';
import { DIALECTS } from '../../support/databases.ts';
import { openDesk, seen, type Desk } from './desk.ts';

describe.each(DIALECTS)('translations on %s', (dialect) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(dialect);
  });
  afterAll(() => desk.close());

  const translate = ({ id: entryId }: EntryDetails, locale = 'de') =>
    translateEntry(desk.context, { ...desk.call, entryId, locale });
  const list = ({ id: entryId }: EntryDetails) => listTranslations(desk.context, { ...desk.call, entryId });
  const german = async (entry: EntryDetails) => (await list(entry)).find(({ locale }) => locale === 'de');
  const confirm = (entry: EntryDetails, original: EntryDetails) =>
    confirmTranslation(desk.context, {
      ...desk.call,
      entryId: entry.id,
      source: { entryId: original.id, versionId: original.draft.versionId },
    });

  it('begin as what they are made from, and refer to the translations of what that refers to', async () => {
    const related = await desk.create({ title: 'Related' });
    const other = await desk.create({ title: 'In English alone' });
    const relatedInGerman = await translate(related);
    const entry = await desk.create({
      title: 'A walk',
      slug: 'walking',
      body: { markdown: 'On foot.\n\nAnd back.' },
      related: [related.id, other.id],
    });
    const made = await translate(entry);
    expect(made).toMatchObject({
      locale: 'de',
      state: 'draft',
      translationGroup: entry.translationGroup,
      path: '/de/blog/a-walk/',
      draft: { content: { body: entry.draft.content['body'], related: [relatedInGerman.id, other.id] } },
    });
    await expect(translate(entry)).rejects.toMatchObject({
      code: 'invalid-input',
      details: { issues: [{ path: 'translationOf' }] },
    });
    await expect(translate(entry, 'tlh')).rejects.toMatchObject({ code: 'unknown-locale' });
  });

  it('are listed, with the locales that have none', async () => {
    const entry = await desk.create({ title: 'Alone' });
    expect(await list(entry)).toMatchObject([
      { locale: 'en', entry: { id: entry.id }, source: null },
      { locale: 'de', entry: null, source: null },
    ]);
    const made = await translate(entry);
    const source = { entryId: entry.id, versionId: entry.draft.versionId, isOutdated: false };
    for (const each of [entry, made])
      expect(await german(each)).toMatchObject({ entry: { id: made.id }, source });
  });

  it('are outdated while their source says something else, and can be compared with what they were made from', async () => {
    const entry = await desk.create({ title: 'First' });
    const made = await translate(entry);
    const changed = await desk.save(entry, { ...entry.draft.content, title: 'Second' });
    expect(await german(entry)).toMatchObject({
      source: { versionId: entry.draft.versionId, isOutdated: true },
    });
    const { differences } = await compareVersions(desk.context, {
      ...desk.call,
      entryId: entry.id,
      fromVersionId: entry.draft.versionId,
    });
    expect(differences).toMatchObject([{ path: 'title' }]);

    const back = await desk.save(changed, entry.draft.content);
    expect(await german(entry)).toMatchObject({ source: { isOutdated: false } });
    const again = await desk.save(back, { ...entry.draft.content, title: 'Third' });
    const confirmed = await confirm(made, again);
    expect(confirmed).toEqual(await list(entry));
    expect(await german(entry)).toMatchObject({
      source: { versionId: again.draft.versionId, isOutdated: false },
    });
    await desk.save(again, { ...entry.draft.content, title: 'Fourth' });
    expect(await german(entry)).toMatchObject({ source: { isOutdated: true } });
  });

  it('follow another entry of their group, and nothing else', async () => {
    const entry = await desk.create({ title: 'Followed' });
    const made = await translate(entry);
    const stranger = await desk.create({ title: 'A stranger' });
    for (const wrong of [stranger, made])
      await expect(confirm(made, wrong)).rejects.toMatchObject({
        details: { issues: [{ path: 'entryId' }] },
      });
    await expect(
      confirm(made, { ...entry, draft: { ...entry.draft, versionId: stranger.draft.versionId } }),
    ).rejects.toMatchObject({ code: 'version-not-found' });
    const viewer = { actor: await desk.actor('viewer'), correlationId: null };
    const source = { entryId: entry.id, versionId: entry.draft.versionId };
    await expect(
      confirmTranslation(desk.context, { ...viewer, entryId: made.id, source }),
    ).rejects.toMatchObject({ code: 'not-allowed' });
    await trashEntry(desk.context, { ...desk.call, ...seen(entry) });
    await expect(confirm(made, entry)).rejects.toMatchObject({ code: 'entry-trashed' });
    expect(await list(made)).toMatchObject([
      { locale: 'en', entry: null },
      { locale: 'de', entry: { id: made.id }, source: { entryId: entry.id, isOutdated: false } },
    ]);
  });

  it('of a single are made once, and keep its place', async () => {
    const settings = await desk.create({ siteTitle: 'Ours' }, { collection: 'settings' });
    const made = await translate(settings);
    expect(made).toMatchObject({ collection: 'settings', translationGroup: settings.translationGroup });
    await expect(translate(settings)).rejects.toMatchObject({ code: 'single-exists' });
  });

  it('keep the version that they were made from, whatever is saved at the same moment', async () => {
    for (let round = 0; round < 10; round++) {
      const entry = await desk.create({ title: `Contended ${round}` });
      const [saved, made] = await Promise.all([
        desk.save(entry, { title: `Saved ${round}`, slug: `contended-${round}` }),
        translate(entry),
      ]);
      const { source } = (await german(made)) ?? {};
      const { versionId = '' } = source ?? {};
      expect([entry.draft.versionId, saved.draft.versionId]).toContain(versionId);
      const version = await readVersion(desk.context, { ...desk.call, entryId: entry.id, versionId });
      expect(version.content['title']).toBe(made.title);
    }
  });
});
