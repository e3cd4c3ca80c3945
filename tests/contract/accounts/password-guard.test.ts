import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sweepAccounts } from '../../../server/accounts/sweep-accounts.ts';
import { createPasswordGuard } from '../../../server/accounts/password-guard.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';

const NOW = new Date('2026-03-01T09:00:00.000Z');
const LATER = new Date('2026-03-01T09:15:00.000Z');
const HOME = { email: 'ines@example.org', address: '192.0.2.1', now: NOW };

describe.each(DIALECTS)('the password guard on %s', (dialect) => {
  let opened: TestDatabase;
  beforeEach(async () => {
    opened = await openTestDatabase(dialect);
  });
  afterEach(() => opened.close());

  it('admits ten attempts and refuses the eleventh, saying when to try again', async () => {
    const guard = createPasswordGuard(opened.database);
    await admitTen(guard, HOME);
    await expect(guard.admit(HOME)).rejects.toThrow(
      expect.objectContaining({ code: 'too-many-attempts', details: { retryAfterSeconds: 900 } }),
    );
  });

  it('admits again when the window is over', async () => {
    const guard = createPasswordGuard(opened.database);
    await admitTen(guard, HOME);
    await guard.admit({ ...HOME, now: LATER });
    await expect(guard.admit(HOME)).resolves.toBeUndefined();
  });

  it('does not lock out the same account at another address, nor another account at this one', async () => {
    const guard = createPasswordGuard(opened.database);
    await admitTen(guard, HOME);
    await guard.admit({ ...HOME, address: '192.0.2.2' });
    await guard.admit({ ...HOME, email: 'jonas@example.org' });
    await expect(guard.admit(HOME)).rejects.toThrow('attempts to sign in');
  });

  it('begins to count anew after a sign-in', async () => {
    const guard = createPasswordGuard(opened.database);
    await admitTen(guard, HOME);
    await guard.clear(HOME);
    await expect(admitTen(guard, HOME)).resolves.toBeUndefined();
  });

  it('takes the addresses of one IPv6 customer for one', async () => {
    const guard = createPasswordGuard(opened.database);
    await admitTen(guard, { ...HOME, address: '2001:db8:1:2::1' });
    await expect(guard.admit({ ...HOME, address: '2001:db8:1:2:ffff::9' })).rejects.toThrow(
      'attempts to sign in',
    );
    await expect(guard.admit({ ...HOME, address: '2001:db8:1:3::1' })).resolves.toBeUndefined();
  });

  it('does not take IPv4 addresses written as IPv6 for one', async () => {
    const guard = createPasswordGuard(opened.database);
    await admitTen(guard, { ...HOME, address: '::ffff:192.0.2.1' });
    await expect(guard.admit({ ...HOME, address: '::ffff:192.0.2.2' })).resolves.toBeUndefined();
    await expect(guard.admit(HOME)).rejects.toThrow('attempts to sign in');
  });

  it('stops who tries a list of accounts from one network, and nobody elsewhere', async () => {
    const guard = createPasswordGuard(opened.database);
    for (let index = 0; index < 100; index++)
      await guard.admitStranger({ ...HOME, email: `${index}@example.org` });
    await expect(guard.admitStranger(HOME)).rejects.toThrow('from this network');
    await expect(guard.admit(HOME)).resolves.toBeUndefined();
    await expect(guard.admitStranger({ ...HOME, address: '192.0.2.2' })).resolves.toBeUndefined();
    await expect(guard.admitStranger({ ...HOME, now: LATER })).resolves.toBeUndefined();
  });

  it('stops who tries one account from many networks', async () => {
    const guard = createPasswordGuard(opened.database);
    for (let index = 0; index < 100; index++)
      await guard.admitStranger({ ...HOME, address: `198.51.100.${index}` });
    await expect(guard.admitStranger(HOME)).rejects.toThrow('A new password by mail');
    await expect(guard.admitStranger({ ...HOME, email: 'jonas@example.org' })).resolves.toBeUndefined();
  });

  it('does not count those who get in, who wipe out nothing of others either', async () => {
    const guard = createPasswordGuard(opened.database);
    for (let index = 0; index < 110; index++) {
      await guard.admitStranger({ ...HOME, email: `${index}@example.org` });
      await guard.clear({ ...HOME, email: `${index}@example.org` });
    }
    for (let index = 0; index < 99; index++)
      await guard.admitStranger({ ...HOME, email: `${index}@example.org` });
    await guard.clear(HOME);
    await guard.admitStranger(HOME);
    await guard.admitStranger(HOME);
    await expect(guard.admitStranger(HOME)).rejects.toThrow('from this network');
  });

  it('counts what other processes have admitted, and forgets what they have cleared', async () => {
    const [guard, other] = [
      createPasswordGuard(opened.database),
      createPasswordGuard({ ...opened.database }),
    ];
    const attempts = Array.from({ length: 30 }, (_, index) => (index % 2 === 0 ? guard : other).admit(HOME));
    const admitted = (await Promise.allSettled(attempts)).filter(({ status }) => status === 'fulfilled');
    expect(admitted).toHaveLength(10);
    await other.clear(HOME);
    await expect(guard.admit(HOME)).resolves.toBeUndefined();
  });

  it('leaves nothing behind once its time is over', async () => {
    await admitTen(createPasswordGuard(opened.database), HOME);
    await sweepAccounts(opened.database, { now: LATER });
    expect(await opened.database.db.selectFrom('attempt_count').selectAll().execute()).toEqual([]);
  });
});

async function admitTen(guard: ReturnType<typeof createPasswordGuard>, attempt: typeof HOME): Promise<void> {
  for (let count = 0; count < 10; count++) await guard.admit(attempt);
}
