import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEntry } from '../../../server/authoring/read-entry.ts';
import { saveDraft } from '../../../server/authoring/save-draft.ts';
import { DIALECTS } from '../../support/databases.ts';
import { outcomes } from '../../support/outcomes.ts';
import { openDesk, seen, type Desk } from './desk.ts';

describe.each(DIALECTS)('saving a draft on %s', (dialect) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(dialect);
  });
  afterAll(() => desk.close());

  it('makes a new version in place of the one of the same sitting, and moves the draft to it', async () => {
    const entry = await desk.create({ title: 'First light' });
    const saved = await desk.save(entry, { title: 'Second light', slug: 'second-light' });
    expect(saved).toMatchObject({
      id: entry.id,
      title: 'Second light',
      state: 'draft',
      path: '/blog/second-light/',
      livePath: null,
      draft: {
        number: 1,
        content: { title: 'Second light', slug: 'second-light' },
        savedBy: desk.editor.userId,
      },
    });
    expect(saved.draft.versionId).not.toBe(entry.draft.versionId);
    expect(saved.updatedAt > entry.updatedAt).toBe(true);
    expect(await readEntry(desk.context, { ...desk.call, entryId: entry.id })).toEqual(saved);
  });

  it('writes who saved what into the audit, in one row', async () => {
    const entry = await desk.create({ title: 'Audit me' });
    const before = await desk.count('audit');
    const saved = await desk.save(entry, { title: 'Audited' });
    expect(await desk.count('audit')).toBe(before + 1);
    expect((await desk.audit())[0]).toMatchObject({
      actorId: desk.editor.userId,
      action: 'entry.save',
      subject: `entry:${entry.id}`,
      correlationId: 'test-1',
      details: { versionId: saved.draft.versionId, after: entry.draft.versionId },
    });
  });

  it('does not make a version when the content is identical', async () => {
    const entry = await desk.create({ title: 'Same', body: { markdown: 'One.\n\nTwo.' } });
    const versions = await desk.count('version');
    const audits = await desk.count('audit');
    const again = await desk.save(entry, {
      body: { markdown: 'One.\n\nTwo.' },
      slug: 'same',
      title: 'Same',
      author: null,
    });
    expect(again).toEqual(entry);
    expect(await desk.count('version')).toBe(versions);
    expect(await desk.count('audit')).toBe(audits);
  });

  it('does not change what is public', async () => {
    const entry = await desk.create({ title: 'Public' });
    const { entries } = await desk.publish(entry);
    const saved = await desk.save(entry, { title: 'Public', slug: 'moved' });
    expect(saved).toMatchObject({ state: 'changed', livePath: '/blog/public/', path: '/blog/moved/' });
    expect(saved.publishedVersionId).toBe(entries[0]?.publishedVersionId);
  });

  it('answers a save that saw an older version with the copy on the server', async () => {
    const entry = await desk.create({ title: 'Contested' });
    const theirs = await desk.save(entry, { title: 'Theirs' });
    const versions = await desk.count('version');
    await expect(desk.save(entry, { title: 'Mine' })).rejects.toMatchObject({
      code: 'version-conflict',
      details: { extra: { current: theirs } },
    });
    await expect(desk.save(entry, theirs.draft.content)).rejects.toMatchObject({ code: 'version-conflict' });
    expect(await desk.count('version')).toBe(versions);
  });

  it('lets exactly one of several saves win that saw the same version, and gives the others its copy', async () => {
    const entry = await desk.create({ title: 'Race' });
    const { won, lost } = await outcomes(
      Array.from({ length: 8 }, (_, index) => desk.save(entry, { title: `Runner ${index}` })),
    );
    expect(won).toHaveLength(1);
    expect(lost).toHaveLength(7);
    for (const error of lost) {
      expect(error).toMatchObject({ code: 'version-conflict', details: { extra: { current: won[0] } } });
    }
    expect(await readEntry(desk.context, { ...desk.call, entryId: entry.id })).toEqual(won[0]);
    expect(won[0]?.draft.number).toBe(1);
  });

  it('stores nothing of content that is not valid, and says where it is not', async () => {
    const entry = await desk.create({ title: 'Valid' });
    const versions = await desk.count('version');
    const invalid: [Record<string, unknown>, string][] = [
      [{ title: 7 }, 'title'],
      [{ unknown: true }, 'unknown'],
      [{ title: 'half \ud800 a character' }, 'title'],
      [{ title: 'nul \0' }, 'title'],
      [{ body: { markdown: 7 } }, 'body'],
      [{ sections: [{ type: { toString: 1 } }] }, 'sections[0]'],
      [JSON.parse('{"__proto__": {}}') as Record<string, unknown>, '__proto__'],
    ];
    for (const [content, path] of invalid) {
      await expect(desk.save(entry, content)).rejects.toMatchObject({
        code: 'invalid-input',
        details: {
          issues: expect.arrayContaining([expect.objectContaining({ path: expect.stringContaining(path) })]),
        },
      });
    }
    expect(await desk.count('version')).toBe(versions);
  });

  it('takes a draft that lacks required fields', async () => {
    const entry = await desk.create({ title: 'Unfinished' });
    expect(await desk.save(entry, {})).toMatchObject({ title: '', path: null, draft: { content: {} } });
  });

  it('turns Markdown into a document with an id on every block, deep inside blocks as well', async () => {
    const entry = await desk.create({
      title: 'Markdown',
      sections: [{ type: 'note', text: { markdown: '## Heading\n\nText' } }],
    });
    expect(entry.draft.content['sections']).toMatchObject([
      {
        type: 'note',
        text: {
          type: 'doc',
          content: [
            { type: 'heading', attrs: { level: 2, id: 'b1' } },
            { type: 'paragraph', attrs: { id: 'b2' } },
          ],
        },
      },
    ]);
  });

  it('keeps the ids of blocks that have one, and gives new blocks others', async () => {
    const entry = await desk.create({
      title: 'Ids',
      body: { type: 'doc', content: [block('New'), block('Old', 'b1')] },
    });
    const body = entry.draft.content['body'] as { content: { attrs: { id: string } }[] };
    expect(body.content[1]?.attrs.id).toBe('b1');
    expect(body.content[0]?.attrs.id).toMatch(/^[\w-]{20,}$/);
  });

  it('finds no entry behind an unknown id, nor behind text that is none', async () => {
    for (const entryId of ['0195d3a0-0000-7000-8000-000000000000', 'nul \0', '\ud800', '']) {
      const save = saveDraft(desk.context, { ...desk.call, entryId, expectedVersionId: '', content: {} });
      await expect(save).rejects.toMatchObject({ code: 'entry-not-found' });
    }
  });

  it('lets a contributor save their own entries and nobody else’s', async () => {
    const contributor = await desk.actor('contributor');
    const foreign = await desk.create({ title: 'Not yours' });
    const attempt = { actor: contributor, correlationId: null, content: { title: 'Taken over' } };
    await expect(saveDraft(desk.context, { ...attempt, ...seen(foreign) })).rejects.toMatchObject({
      code: 'not-allowed',
    });
    expect((await readEntry(desk.context, { ...desk.call, entryId: foreign.id })).title).toBe('Not yours');
  });
});

function block(text: string, id?: string) {
  return {
    type: 'paragraph',
    ...(id !== undefined && { attrs: { id } }),
    content: [{ type: 'text', text }],
  };
}
