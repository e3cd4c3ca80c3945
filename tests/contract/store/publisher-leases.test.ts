import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLog } from '../../../server/log.ts';
import { fencedDatabase } from '../../../server/publishing/leadership/fenced-database.ts';
import { keepLease, type Lease } from '../../../server/publishing/leadership/lease.ts';
import { takeLease, type LeasePace } from '../../../server/publishing/leadership/take-lease.ts';
import { Deposed, readLease } from '../../../server/store/publisher-leases.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';

const log = createLog({ logLevel: 'fatal' });
const PACE: LeasePace = { leaseMs: 1_600, renewMs: 100, watchMs: 50 };
/** It gives no sign of life. */
const SILENT: LeasePace = { ...PACE, renewMs: 3_600_000 };

const row = (fingerprint: string) => ({
  fingerprint,
  model: '{}',
  steps: '[]',
  recorded_at: new Date().toISOString(),
  migrated_at: null,
});

describe.each(DIALECTS)('the lease of a target on %s', (dialect) => {
  let test: TestDatabase;
  const kept: Lease[] = [];
  beforeEach(async () => {
    test = await openTestDatabase(dialect);
  });
  afterEach(async () => {
    for (const lease of kept.splice(0)) await lease.giveBack();
    await test.close();
  });

  type Wanted = { holder: string; isAlone?: boolean; pace?: LeasePace; onLost?: () => void };

  async function lead({ holder, isAlone = false, onLost = () => {}, pace = PACE }: Wanted): Promise<Lease> {
    const { database } = test;
    const taken = await takeLease(database, { target: 's3', holder, isAlone }, pace);
    const lease = keepLease(taken, { database, log, pace, isAlone, onLost });
    kept.push(lease);
    return lease;
  }

  /** As a release is recorded. */
  const note = (lease: Lease, text: string): Promise<unknown> =>
    fencedDatabase(test.database, lease).write((tx) =>
      tx.insertInto('content_model').values(row(text)).execute(),
    );

  it('is of one place at a time, for as long as that gives signs of life', async () => {
    const first = await lead({ holder: 'a' });
    await expect(lead({ holder: 'b' })).rejects.toMatchObject({ code: 'publisher-busy' });
    await expect(lead({ holder: 'b' })).rejects.toMatchObject({ code: 'publisher-busy' });
    expect(first.signal().aborted).toBe(false);
    expect((await readLease(test.database.db, { target: 's3' }))?.epoch).toBe(first.epoch);
  });

  it('passes on at once where it is given back, and from one process to the next of a place', async () => {
    const first = await lead({ holder: 'a' });
    await first.giveBack();
    const second = await lead({ holder: 'b' });
    const third = await lead({ holder: 'b' });
    expect([first, second, third].map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
  });

  it('passes on where it has stood still, and whoever had it commits nothing more', async () => {
    const onLost = vi.fn<() => void>();
    const first = await lead({ holder: 'a', pace: SILENT, onLost });
    await note(first, 'of the first');
    const second = await lead({ holder: 'b' });
    expect(second.epoch).toBe(2);
    await expect(note(first, 'too late')).rejects.toBeInstanceOf(Deposed);
    await note(second, 'of the second');
    expect(onLost).toHaveBeenCalledOnce();
    expect(() => first.signal()).toThrow(Deposed);
    const rows = await test.database.db.selectFrom('content_model').select('fingerprint').execute();
    expect(rows.map(({ fingerprint }) => fingerprint).toSorted()).toEqual(['of the first', 'of the second']);
  });

  it('is not trusted any more before another process may take it, and again once it could be renewed', async () => {
    const silent = await lead({ holder: 'a', pace: SILENT });
    const signal = silent.signal();
    await vi.waitFor(() => expect(signal.aborted).toBe(true), { timeout: 10_000 });
    expect((await readLease(test.database.db, { target: 's3' }))?.epoch).toBe(silent.epoch);
    expect(() => silent.signal()).toThrow('Nothing is written until it has');
    const slow = await lead({ holder: 'a', pace: { ...PACE, renewMs: 1_200 } });
    const first = slow.signal();
    await vi.waitFor(() => expect(first.aborted).toBe(true), { timeout: 10_000 });
    await vi.waitFor(() => expect(slow.signal().aborted).toBe(false), { timeout: 10_000 });
  });

  it('is taken by the lock alone where nobody else can be at work', async () => {
    await lead({ holder: 'disk', isAlone: true });
    const second = await lead({ holder: 'disk', isAlone: true });
    expect(second.epoch).toBe(2);
  });

  it('is taken by one of two who wait for it', async () => {
    await lead({ holder: 'a', pace: SILENT });
    const outcomes = await Promise.allSettled([lead({ holder: 'b' }), lead({ holder: 'c' })]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('passes on only once what is being written is committed', async () => {
    const first = await lead({ holder: 'a' });
    const order: string[] = [];
    const begun = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const writing = fencedDatabase(test.database, first).write(async (tx) => {
      begun.resolve();
      await goOn.promise;
      await tx.insertInto('content_model').values(row('last')).execute();
    });
    await begun.promise;
    const written = writing.then(() => order.push('committed'));
    const taking = lead({ holder: 'a', isAlone: true }).then(() => order.push('taken'));
    setTimeout(goOn.resolve, 300);
    await Promise.all([written, taking]);
    expect(order).toEqual(['committed', 'taken']);
  });
});
