import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Grant } from '../../../model/permission.ts';
import type { Actor } from '../../../server/accounts/actor.ts';
import { createEntry } from '../../../server/authoring/create-entry.ts';
import { deleteEntry } from '../../../server/authoring/delete-entry.ts';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import { foreseePublication } from '../../../server/authoring/foresee-publication.ts';
import { publishEntries } from '../../../server/authoring/publish-entries.ts';
import { setRedirect } from '../../../server/authoring/set-redirect.ts';
import { translateEntry } from '../../../server/authoring/translate-entry.ts';
import { trashEntry } from '../../../server/authoring/trash-entry.ts';
import { AppError } from '../../../server/errors.ts';
import { newId } from '../../../server/store/new-id.ts';
import { DIALECTS } from '../../support/databases.ts';
import { openDesk, seen, type Desk } from './desk.ts';

const POSTS: Grant = {
  actions: ['entry.read', 'entry.create', 'entry.save', 'entry.publish', 'entry.withdraw'],
  collections: ['posts'],
  locales: 'all',
  whose: 'any',
};

describe.each(DIALECTS)('entries that somebody may not read, on %s,', (dialect) => {
  let desk: Desk;
  let userId: string | null;
  /** May do everything with posts, and knows of nothing else. */
  let limited: Actor;
  beforeAll(async () => {
    desk = await openDesk(dialect);
    ({ userId } = await desk.actor('viewer'));
    limited = actorWith([POSTS]);
  });
  afterAll(() => desk.close());

  const actorWith = (grants: readonly Grant[]): Actor => ({
    userId,
    role: { id: newId(), name: 'A role', grants },
  });
  const publish = async (entries: readonly EntryDetails[], actor = limited) => {
    const call = { actor, correlationId: null };
    const { entries: published } = await publishEntries(desk.context, {
      ...call,
      entries: entries.map(seen),
    });
    return published;
  };
  const person = (name: string) => desk.create({ name }, { collection: 'people' });
  const trash = async (entry: EntryDetails) =>
    (await trashEntry(desk.context, { ...desk.call, ...seen(entry) })).entry;
  const erase = (entry: EntryDetails) =>
    deleteEntry(desk.context, { ...desk.call, ...seen(entry), despiteReferences: true });

  it('are all refused alike where a draft names them: those of the right collection, of another one, in the trash, and those that never were', async () => {
    const motto = await desk.create({ text: 'Secret words' }, { collection: 'motto' });
    const [there, thrownAway, gone] = [
      await person('Secret'),
      await person('Secret'),
      await person('Secret'),
    ];
    await trash(thrownAway);
    await erase(await trash(gone));
    const refused: unknown[] = [];
    for (const id of [there.id, thrownAway.id, gone.id, motto.id, newId()]) {
      const entry = await desk.create({ title: `Names ${id}`, author: id, body: linkTo(id) });
      const call = { actor: limited, items: [{ action: 'publish' as const, entryId: entry.id }] };
      refused.push(await refusal(publish([entry])), await refusal(foreseePublication(desk.context, call)));
    }
    const why = expect.stringContaining('does not exist, or you may not read it') as string;
    expect(refused[0]).toMatchObject({
      code: 'invalid-input',
      issues: [
        { path: 'body.content[0].content[0].marks[0].attrs.entryId', message: why },
        { path: 'author', message: why },
      ],
    });
    expect(new Set(refused.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(JSON.stringify(refused)).not.toMatch(/secret|people|motto/i);
  });

  it('are refused in a bundle by their place in it, and let through by somebody who may read them', async () => {
    const author = await person('Ines');
    const [plain, entry] = [
      await desk.create({ title: 'Plain' }),
      await desk.create({ title: 'By Ines', author: author.id }),
    ];
    expect(await refusal(publish([plain, entry]))).toMatchObject({
      issues: [{ path: 'entries[1].author' }],
    });
    const reader = actorWith([POSTS, { ...POSTS, actions: ['entry.read'], collections: ['people'] }]);
    expect(await publish([plain, entry], reader)).toMatchObject([{ state: 'live' }, { state: 'live' }]);
  });

  it('pass where the public version names them already, whatever has become of them', async () => {
    const [there, thrownAway, gone] = [await person('One'), await person('Two'), await person('Three')];
    for (const author of [there, thrownAway, gone]) {
      const entry = await desk.create({ title: `Of ${author.id}`, author: author.id });
      await desk.publish(entry);
      if (author !== there) await trash(author);
      if (author === gone) await erase(author);
      const content = { ...entry.draft.content, title: `Mended, of ${author.id}` };
      const saved = await desk.save(entry, content);
      expect(await publish([saved])).toMatchObject([{ state: 'live', title: content.title }]);
      // In a place that takes other collections they have not been let through.
      const moved = await desk.save(saved, { ...content, related: [author.id] });
      expect(await refusal(publish([moved]))).toMatchObject({
        issues: [{ path: 'related[0]' }],
      });
      const linked = await desk.save(moved, { ...content, body: linkTo(author.id) });
      expect(await publish([linked])).toMatchObject([{ state: 'live' }]);
    }
  });

  it('are not taken for those that may be read: what is wrong with these is said as ever', async () => {
    const [post, thrownAway] = [
      await desk.create({ title: 'A post' }),
      await desk.create({ title: 'Thrown' }),
    ];
    await trash(thrownAway);
    const entry = await desk.create({ title: 'Wrong', author: post.id, related: [thrownAway.id] });
    expect(await refusal(publish([entry]))).toMatchObject({
      issues: [
        { path: 'author', message: 'This names an entry of "posts"; expected people.' },
        { path: 'related[0]', message: 'The entry that this names does not exist.' },
      ],
    });
  });

  it('have no say in the address that is suggested, unless they are public', async () => {
    const own = actorWith([{ ...POSTS, whose: 'own' }]);
    const make = async (title: string) => {
      const place = { collection: 'posts', locale: 'en', content: { title } };
      return (await createEntry(desk.context, { actor: own, correlationId: null, ...place })).path;
    };
    await desk.create({ title: 'The merger' });
    expect(await make('The merger')).toBe('/blog/the-merger/');
    expect(await make('The merger')).toBe('/blog/the-merger-2/');
    await desk.publish(await desk.create({ title: 'The takeover' }));
    expect(await make('The takeover')).toBe('/blog/the-takeover-2/');
  });

  it('are named by no translation, neither as what it refers to nor in its place', async () => {
    const inGerman = (entry: EntryDetails) =>
      translateEntry(desk.context, { ...desk.call, entryId: entry.id, locale: 'de' });
    const [known, hidden, original] = [
      await desk.create({ title: 'Known' }),
      await desk.create({ title: 'Hidden' }),
      await desk.create({ title: 'Hidden original' }),
    ];
    const translations = [await inGerman(known), await inGerman(hidden), await inGerman(original)];
    await Promise.all(
      [known, translations[0], hidden, translations[2]].map((entry) =>
        desk.database.write((tx) =>
          tx
            .updateTable('entry')
            .set({ created_by: userId })
            .where('id', '=', entry?.id ?? '')
            .execute(),
        ),
      ),
    );
    const own = actorWith([{ ...POSTS, whose: 'own' }]);
    const related = [known.id, hidden.id, original.id];
    const content = { title: 'Refers to all', related };
    const call = { actor: own, correlationId: null };
    const entry = await createEntry(desk.context, { ...call, collection: 'posts', locale: 'en', content });
    const made = await translateEntry(desk.context, { ...call, entryId: entry.id, locale: 'de' });
    expect(made.draft.content['related']).toEqual([translations[0]?.id, hidden.id, original.id]);
  });

  it('are not named as where a redirect leads on to', async () => {
    const actor = actorWith([
      POSTS,
      { actions: ['redirect.publish'], collections: 'all', locales: 'all', whose: 'any' },
    ]);
    const [hidden, known] = [await person('Led to'), await desk.create({ title: 'Led to' })];
    const set = async (path: string, to: string, by: Actor) =>
      (
        await setRedirect(desk.context, {
          actor: by,
          correlationId: null,
          path,
          status: 301,
          to: to.startsWith('/') ? { kind: 'path', path: to } : { kind: 'entry', entryId: to },
        })
      ).redirect.to;
    await set('/hidden/', hidden.id, desk.editor);
    await set('/known/', known.id, desk.editor);
    expect(await set('/to-known/', '/known/', actor)).toEqual({ kind: 'entry', entryId: known.id });
    expect(await set('/to-hidden/', '/hidden/', actor)).toEqual({ kind: 'path', path: '/hidden/' });
    expect(await set('/to-hidden/', '/hidden/', actor)).toEqual({ kind: 'path', path: '/hidden/' });
    expect(await set('/to-hidden/', '/hidden/', desk.editor)).toEqual({ kind: 'entry', entryId: hidden.id });
  });
});

function linkTo(entryId: string): unknown {
  const marks = [{ type: 'link', attrs: { entryId } }];
  const content = [{ type: 'text', text: 'A word', marks }];
  return { type: 'doc', content: [{ type: 'paragraph', content }] };
}

async function refusal(
  attempt: Promise<unknown>,
): Promise<{ code: string; message: string; issues: unknown }> {
  const error: unknown = await attempt.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw new Error('it was not refused', { cause: error });
  const { code, details, message } = error;
  return { code, message, issues: details.issues };
}
