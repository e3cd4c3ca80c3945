import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listVersions } from '../../../server/authoring/list-versions.ts';
import { schedulePublication } from '../../../server/authoring/schedule-publication.ts';
import { DIALECTS } from '../../support/databases.ts';
import { openDesk, seen, type Desk } from './desk.ts';

const NEXT_YEAR = { localTime: '2027-03-01T12:00', timeZone: 'UTC' };

describe.each(DIALECTS)('a version that is scheduled on %s', (dialect) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(dialect);
  });
  afterAll(() => desk.close());

  it('is kept from the save that comes at the same moment', async () => {
    const entry = await desk.create({ title: 'Scheduled' });
    const { database } = desk.context;
    const { promise: isDone, resolve: done } = Promise.withResolvers<true>();
    const saving = isDone.then(() => desk.save(entry, { title: 'Next' }));
    const slowly: typeof database = {
      ...database,
      write: (work) =>
        database.write(async (tx) => {
          const result = await work(tx);
          done(true);
          // Until the save waits for what is committed now.
          await delay(200);
          return result;
        }),
    };
    const items = [{ action: 'publish' as const, ...seen(entry) }];
    const context = { ...desk.context, database: slowly };
    await schedulePublication(context, { ...desk.call, at: NEXT_YEAR, items });
    const { versions } = await listVersions(desk.context, { ...desk.call, entryId: entry.id });
    expect(versions.map(({ id }) => id)).toEqual([(await saving).draft.versionId, entry.draft.versionId]);
  });
});
