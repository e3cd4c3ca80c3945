import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPasskeyGuard } from '../../../server/accounts/passkey-guard.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';

const NOW = new Date('2026-03-01T09:00:00.000Z');
const LATER = new Date('2026-03-01T09:15:00.000Z');

describe.each(DIALECTS)('the guard of passkeys on %s', (dialect) => {
  let opened: TestDatabase;
  beforeEach(async () => {
    opened = await openTestDatabase(dialect);
  });
  afterEach(() => opened.close());

  it('lets a hundred sign-ins begin from one network in a quarter of an hour, whichever process answers', async () => {
    const guards = [createPasskeyGuard(opened.database), createPasskeyGuard(opened.database)];
    const begin = async (address: string | null, now = NOW) => {
      for (const guard of guards) await guard.admit({ address, now });
    };
    for (let count = 0; count < 50; count++) await begin('192.0.2.1');
    await expect(begin('192.0.2.1')).rejects.toThrow(
      expect.objectContaining({
        code: 'too-many-attempts',
        message: expect.stringMatching(/Try again in 15 min, or sign in with your password\.$/),
        details: { retryAfterSeconds: 900 },
      }),
    );
    await expect(begin('192.0.2.2')).resolves.toBeUndefined();
    await expect(begin(null)).resolves.toBeUndefined();
    await expect(begin('192.0.2.1', LATER)).resolves.toBeUndefined();
  });
});
