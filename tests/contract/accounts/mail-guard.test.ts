import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMailGuard, type MailGuard } from '../../../server/accounts/mail-guard.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';

const NOW = new Date('2026-03-01T09:00:00.000Z');
const LATER = new Date('2026-03-01T09:15:00.000Z');
const HERE = { address: '192.0.2.1', now: NOW };
const ADA = { userId: 'ada', now: NOW };

async function times(count: number, admit: (index: number) => Promise<void>): Promise<void> {
  for (let index = 0; index < count; index++) await admit(index);
}

describe.each(DIALECTS)('the guard of mails on %s', (dialect) => {
  let opened: TestDatabase;
  let guard: MailGuard;
  /** Of another process of the same installation. */
  let other: MailGuard;
  beforeEach(async () => {
    opened = await openTestDatabase(dialect);
    guard = createMailGuard(opened.database);
    other = createMailGuard(opened.database);
  });
  afterEach(() => opened.close());

  it('admits twenty resets from a network, whichever process answers, and says when to try again', async () => {
    await times(10, () => guard.admitReset(HERE));
    await times(10, () => other.admitReset(HERE));
    await expect(guard.admitReset(HERE)).rejects.toThrow(
      expect.objectContaining({
        code: 'too-many-requests',
        message: 'There were 20 requests for a new password from this network lately. Try again in 15 min.',
        details: { retryAfterSeconds: 900 },
      }),
    );
    await expect(guard.admitReset({ ...HERE, address: '192.0.2.2' })).resolves.toBeUndefined();
    await expect(guard.admitReset({ ...HERE, now: LATER })).resolves.toBeUndefined();
  });

  it('takes the addresses of one IPv6 customer for one', async () => {
    await times(20, (index) => guard.admitReset({ ...HERE, address: `2001:db8:1:2::${index}` }));
    await expect(guard.admitReset({ ...HERE, address: '2001:db8:1:2:ffff::9' })).rejects.toThrow(
      'from this network',
    );
    await expect(guard.admitReset({ ...HERE, address: '2001:db8:1:3::1' })).resolves.toBeUndefined();
  });

  it('admits a hundred invites by a person and refuses the next, but not those of others', async () => {
    await times(100, () => guard.admitInvite(ADA));
    await expect(other.admitInvite(ADA)).rejects.toThrow(
      expect.objectContaining({ code: 'too-many-requests' }),
    );
    await expect(guard.admitInvite({ ...ADA, userId: 'bea' })).resolves.toBeUndefined();
    await expect(guard.admitInvite({ ...ADA, now: LATER })).resolves.toBeUndefined();
  });
});
