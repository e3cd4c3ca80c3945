import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordContentModel } from '../../../server/authoring/content-model-state.ts';
import { countEntriesBehind } from '../../../server/store/versions-in-use.ts';
import { fingerprintOf } from '../../../server/authoring/new-version.ts';
import { startChild } from '../../support/child-process.ts';
import { DIALECTS } from '../../support/databases.ts';
import { openDesk, type Desk } from './desk.ts';
import { migrate, newerRelease, OLD_MODEL } from './migration-fixture.ts';

const CHILD = join(import.meta.dirname, 'migrate-child.ts');
const COUNT = 24;

describe.each(DIALECTS)('a migration of content that is killed on %s', (dialect) => {
  let desk: Desk;
  beforeEach(async () => {
    desk = await openDesk(dialect, OLD_MODEL);
    await recordContentModel(desk.context);
    for (let n = 0; n < COUNT; n++) {
      const entry = await desk.create({
        title: `Post ${n}`,
        slug: `post-${n}`,
        teaser: `T${n}`,
        price: `${n}`,
      });
      if (n % 2 === 0) await desk.publish(entry);
    }
  });
  afterEach(() => desk.close());

  const start = () => startChild(CHILD, [desk.test.dataDir, desk.test.databaseUrl ?? '']);
  const versions = () =>
    desk.database.db
      .selectFrom('version')
      .innerJoin('entry', 'entry.id', 'version.entry_id')
      .select(['entry.id', 'entry.collection', 'version.number', 'version.content', 'version.content_hash'])
      .select([
        'entry.draft_version_id as draft',
        'entry.published_version_id as public',
        'version.id as version',
      ])
      .orderBy('entry.id')
      .orderBy('version.number')
      .execute();

  async function expectAllDone(): Promise<void> {
    const rows = await versions();
    expect(rows).toHaveLength(2 * COUNT);
    for (const [index, row] of rows.entries()) {
      const n = Math.floor(index / 2);
      if (row.number === 1) continue;
      expect(row).toMatchObject({ number: 2, collection: 'articles', draft: row.version });
      expect(row.public).toBe(n % 2 === 0 ? row.version : null);
      expect(JSON.parse(row.content)).toMatchObject({ title: `Post ${n}`, excerpt: `T${n}`, price: n });
    }
    const items = await desk.database.db
      .selectFrom('publication_item')
      .innerJoin('version', 'version.id', 'publication_item.version_id')
      .select(['publication_item.entry_id', 'version.number'])
      .where('version.number', '=', 2)
      .execute();
    expect(items).toHaveLength(COUNT / 2);
  }

  it('leaves whole entries alone, and the next run does the rest: nothing twice, nothing not', async () => {
    const child = start();
    expect(await child.nextLine()).toBe('4');
    expect(await child.nextLine()).toBe('8');
    child.process.kill('SIGKILL');
    await child.ended;
    const newer = newerRelease(desk.context);
    const fingerprint = fingerprintOf(newer);
    const behind = await countEntriesBehind(desk.database.db, { fingerprint });
    expect(behind).toBeGreaterThan(0);
    expect(behind).toBeLessThanOrEqual(COUNT - 8);
    // What is there is whole: the version of before, or both.
    const before = await versions();
    expect(before).toHaveLength(2 * COUNT - behind);
    expect(await migrate(newer)).toMatchObject({ entries: behind, remaining: 0, misfits: [] });
    await expectAllDone();
  });

  it('is done once by two at the same time', async () => {
    const children = [start(), start()];
    await Promise.all(children.map(({ ended }) => ended));
    await expectAllDone();
    expect(await migrate(newerRelease(desk.context))).toMatchObject({ entries: 0, publications: [] });
  });
});
