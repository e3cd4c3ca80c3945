import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withdrawEntries } from '../../../server/authoring/withdraw-entries.ts';
import type { Tables } from '../../../server/store/tables.ts';
import { DIALECTS } from '../../support/databases.ts';
import { openDesk, renameTable, type Desk } from './desk.ts';

const WATCHED: (keyof Tables)[] = ['entry', 'version', 'public_path', 'publication', 'publication_item'];

/** The audit row is the last statement of each use case: what comes before it must not outlive its failure. */
describe.each(DIALECTS)('when the audit row cannot be written on %s', (dialect) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(dialect);
  });
  afterAll(() => desk.close());

  it('creating commits nothing', async () => {
    await expectNothingCommitted(() => desk.create({ title: 'New' }));
  });

  it('saving commits nothing', async () => {
    const entry = await desk.create({ title: 'Saved' });
    await expectNothingCommitted(() => desk.save(entry, { title: 'Changed' }));
  });

  it('publishing commits nothing, and signals nothing', async () => {
    const entry = await desk.create({ title: 'Published' });
    await expectNothingCommitted(() => desk.publish(entry));
  });

  it('withdrawing commits nothing, and signals nothing', async () => {
    const entry = await desk.create({ title: 'Withdrawn' });
    await desk.publish(entry);
    await expectNothingCommitted(() => withdrawEntries(desk.context, { ...desk.call, entryIds: [entry.id] }));
  });

  async function expectNothingCommitted(work: () => Promise<unknown>): Promise<void> {
    desk.signals.length = 0;
    const before = await snapshot();
    await renameTable(desk.database, { from: 'audit', to: 'audit_away' });
    try {
      await expect(work()).rejects.toThrow(/audit/);
    } finally {
      await renameTable(desk.database, { from: 'audit_away', to: 'audit' });
    }
    expect(await snapshot()).toEqual(before);
    expect(desk.signals).toEqual([]);
  }

  async function snapshot(): Promise<unknown> {
    const rows = [];
    for (const table of WATCHED) rows.push(await desk.database.db.selectFrom(table).selectAll().execute());
    return { rows, head: await desk.logHead() };
  }
});
