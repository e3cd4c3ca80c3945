import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { step, type ContentMigrations } from '../../../model/content-steps.ts';
import type { Grant } from '../../../model/permission.ts';
import { recordContentModel } from '../../../server/authoring/content-model-state.ts';
import { listAudit } from '../../../server/store/audit.ts';
import { newId } from '../../../server/store/new-id.ts';
import { insertRole, readRole } from '../../../server/store/roles.ts';
import { disableWebhook, insertWebhook, readWebhook } from '../../../server/store/webhooks.ts';
import { DIALECTS } from '../../support/databases.ts';
import { openDesk, type Desk } from './desk.ts';
import { withoutNotes, WITH_NOTES } from './drop-fixture.ts';
import { migrate } from './migration-fixture.ts';

const AT = '2026-03-01T08:00:00.000Z';
const READ = { actions: ['entry.read'], locales: 'all', whose: 'any' } as const;

function grant(collections: Grant['collections']): Grant {
  return { ...READ, collections };
}

describe.each(DIALECTS)('what names collections when steps rename and drop them on %s', (dialect) => {
  let desk: Desk;
  beforeEach(async () => {
    desk = await openDesk(dialect, WITH_NOTES);
    await recordContentModel(desk.context);
  });
  afterEach(() => desk.close());

  const role = async (...grants: Grant[]): Promise<string> => {
    const id = newId();
    const made = { id, name: id, grants, createdAt: AT, updatedAt: AT };
    await desk.database.write((tx) => insertRole(tx, made));
    return id;
  };
  const grantsOf = async (id: string) => (await readRole(desk.database.db, { id }))?.grants;
  const webhook = async (...collections: string[]): Promise<string> => {
    const id = newId();
    const settings = { name: 'W', url: 'https://example.org/', events: [], locales: [], isEnabled: true };
    const made = { id, secret: 'secret', createdAt: AT, createdBy: null, ...settings, collections };
    await desk.database.write((tx) => insertWebhook(tx, made));
    return id;
  };
  const changes = async () =>
    (await listAudit(desk.database.db, { limit: 20 })).filter(({ action }) => action.endsWith('.change'));

  it('roles name them as they are called, and no more what has gone', async () => {
    const both = await role(grant(['posts', 'notes']), grant('all'));
    const gone = await role(grant(['notes']));
    const untouched = await role(grant('all'));
    await migrate(withoutNotes(desk.context));
    expect(await grantsOf(both)).toEqual([grant(['articles']), grant('all')]);
    expect(await grantsOf(gone)).toEqual([]);
    expect(await grantsOf(untouched)).toEqual([grant('all')]);
    const audit = await changes();
    expect(audit.map(({ subject }) => subject).toSorted()).toEqual(
      [`role:${both}`, `role:${gone}`].toSorted(),
    );
    expect(audit.find(({ subject }) => subject === `role:${both}`)?.details).toMatchObject({
      from: { grants: [{ collections: ['posts', 'notes'] }, { collections: 'all' }] },
      to: { grants: [{ collections: ['articles'] }, { collections: 'all' }] },
    });
  });

  it('webhooks do too, and are never told of everything for having lost all of theirs', async () => {
    const both = await webhook('posts', 'notes');
    const gone = await webhook('notes');
    const all = await webhook();
    await desk.database.write((tx) => disableWebhook(tx, { id: both, now: AT, reason: 'It failed.' }));
    await migrate(withoutNotes(desk.context));
    const read = (id: string) => readWebhook(desk.database.db, { id });
    expect(await read(both)).toMatchObject({ collections: ['articles'], disabledReason: 'It failed.' });
    expect(await read(gone)).toMatchObject({ collections: ['notes'] });
    expect(await read(all)).toMatchObject({ collections: [] });
    expect((await changes()).map(({ subject }) => subject)).toEqual([`webhook:${both}`]);
  });

  it('waits for the last entry, and happens once, also where a name is given again', async () => {
    const entry = await desk.create({ title: 'N', slug: 'n', text: 'T' }, { collection: 'notes' });
    const id = await role(grant(['posts']), grant(['notes']));
    const { notes, posts } = WITH_NOTES.collections;
    const model = { ...WITH_NOTES, collections: { articles: { ...posts, ...notes }, posts: notes } };
    let fails = true;
    const migrations: ContentMigrations = [
      step.renameCollection({ id: 'articles', from: 'posts', to: 'articles' }),
      step.renameCollection({ id: 'posts', from: 'notes', to: 'posts' }),
      step.retype({
        id: 'text',
        collection: 'posts',
        field: 'text',
        with: (value) => {
          if (fails) throw new Error('not yet');
          return `${String(value)}!`;
        },
      }),
    ];
    const swapped = { ...desk.context, model, migrations };
    expect(await migrate(swapped)).toMatchObject({ misfits: [{ entryId: entry.id }] });
    expect(await grantsOf(id)).toEqual([grant(['posts']), grant(['notes'])]);
    fails = false;
    expect(await migrate(swapped)).toMatchObject({ misfits: [], remaining: 0 });
    expect(await grantsOf(id)).toEqual([grant(['articles']), grant(['posts'])]);
    await migrate(swapped);
    expect(await grantsOf(id)).toEqual([grant(['articles']), grant(['posts'])]);
  });
});
