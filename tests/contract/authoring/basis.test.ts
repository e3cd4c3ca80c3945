import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { publishBundle } from '../../../server/authoring/publish-bundle.ts';
import { DIALECTS } from '../../support/databases.ts';
import { openDesk, seen, type Desk } from './desk.ts';

describe.each(DIALECTS)('the basis of a publication on %s', (dialect) => {
  let desk: Desk;

  beforeEach(async () => {
    desk = await openDesk(dialect);
  });
  afterEach(() => desk.close());

  test('is looked at once more where the log is locked: what was published meanwhile is not passed over', async () => {
    const [entry, other] = [await desk.create({ title: 'Planned' }), await desk.create({ title: 'Quicker' })];
    const prove = async () => {
      await desk.publish(other);
      return [];
    };
    const attempt = publishBundle(
      { ...desk.context, prove },
      { ...desk.call, items: [{ action: 'publish', ...seen(entry) }], basis: { seq: 0, pages: [] } },
    );
    await expect(attempt).rejects.toMatchObject({
      code: 'basis-moved',
      details: { extra: { basis: { seq: 1 } } },
    });
    expect((await desk.logHead()).seq).toBe(1);
  });
});
