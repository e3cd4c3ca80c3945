import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { authenticate } from '../../../server/accounts/authenticate.ts';
import { removePasskey } from '../../../server/accounts/remove-passkey.ts';
import { listAudit } from '../../../server/store/audit.ts';
import { setUserDisabledAt } from '../../../server/store/users.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { outcomes } from '../../support/outcomes.ts';
import type { SoftwarePasskey } from '../../support/software-passkey.ts';
import { after, forgetAccounts, START } from './accounts-fixture.ts';
import { LATER, MINUTE_MS, ownCall, passkeysOf } from './passkeys-fixture.ts';

const NOT_OPEN = { code: 'challenge-not-open' };
const NOT_PENDING = { code: 'sign-in-not-pending' };
const WRONG = { code: 'wrong-passkey' };
const MAX_UINT32 = 0xff_ff_ff_ff;

describe.each(DIALECTS)('signing in with a passkey on %s', (dialect) => {
  let test: TestDatabase;
  let passkeys: Awaited<ReturnType<typeof passkeysOf>>;
  let phone: SoftwarePasskey;
  let passkeyId: string;
  let recoveryCodes: string[];
  beforeAll(async () => {
    test = await openTestDatabase(dialect);
  });
  beforeEach(async () => {
    await forgetAccounts(test.database);
    passkeys = await passkeysOf(test.database);
    phone = passkeys.device();
    const added = await passkeys.add(phone);
    passkeyId = added.passkey.id;
    ({ recoveryCodes } = added);
  });
  afterAll(() => test.close());

  const isOpen = async (token: string) => (await authenticate(test.database, { token, now: LATER })) !== null;
  const setDisabledAt = (disabledAt: string | null) =>
    test.database.write((tx) => setUserDisabledAt(tx, { id: passkeys.owner.userId, disabledAt }));
  const newestAudit = async () =>
    (await listAudit(test.database.db, { subject: `user:${passkeys.owner.userId}`, limit: 1 }))[0];
  const stored = async () =>
    await test.database.db.selectFrom('passkey').selectAll().executeTakeFirstOrThrow();
  const ways = (): [string, (changes?: object) => Promise<{ token: string }>][] => [
    ['after the password', (changes) => passkeys.step(phone, changes)],
    ['without a password', (changes) => passkeys.signIn(phone, changes)],
  ];

  it('opens a session, and notes the use', async () => {
    for (const [way, enter] of ways()) {
      const { token } = await enter();
      expect([way, await isOpen(token)]).toEqual([way, true]);
    }
    expect(await stored()).toMatchObject({ counter: 3, last_used_at: LATER.toISOString() });
  });

  it('asks for the passkeys of the account after the password, and for none in particular without', async () => {
    const { token } = await passkeys.halfway();
    expect(await passkeys.beginStep(token)).toMatchObject({
      rpId: 'cms.example.org',
      allowCredentials: [{ id: phone.credentialId }],
      userVerification: 'preferred',
    });
    expect(await passkeys.beginSignIn()).toMatchObject({
      rpId: 'cms.example.org',
      allowCredentials: [],
      userVerification: 'required',
    });
  });

  it('takes a device that has only been touched after the password, and not without', async () => {
    const touched = { isHolderVerified: false };
    await expect(passkeys.step(phone, touched)).resolves.toBeDefined();
    await expect(passkeys.signIn(phone, touched)).rejects.toMatchObject({
      ...WRONG,
      message: expect.stringContaining('sign in with your password and then this passkey'),
    });
  });

  it.each([
    ['of a page at another address', { origin: 'https://cms.example.org.evil.example' }],
    ['of the same name over http', { origin: 'http://cms.example.org' }],
    ['for another name', { rpId: 'evil.example' }],
    ['that makes a passkey', { type: 'webauthn.create' }],
    ['for somebody else', { userHandle: 'c29tZWJvZHk' }],
    ['under an id that nobody has', { credentialId: 'bm9ib2R5' }],
  ])('is refused with what was signed %s', async (_, changes) => {
    for (const [, enter] of ways()) await expect(enter(changes)).rejects.toMatchObject(WRONG);
    expect(await stored()).toMatchObject({ last_used_at: null });
  });

  it('is refused with another key under the id of this one', async () => {
    const { credentialId } = phone;
    const other = passkeys.device();
    await expect(passkeys.signIn(other, { credentialId })).rejects.toMatchObject(WRONG);
    await expect(passkeys.step(other, { credentialId })).rejects.toMatchObject(WRONG);
  });

  it('is refused with a signature that was changed on the way, or is none', async () => {
    const options = await passkeys.beginSignIn();
    const shown = phone.show(options);
    const { signature } = phone.show(await passkeys.beginSignIn());
    for (const changes of [{ signature }, { signature: 'AAAA' }, { authenticatorData: 'AAAA' }])
      await expect(passkeys.finishSignIn({ ...shown, ...changes })).rejects.toMatchObject(WRONG);
    await expect(passkeys.finishSignIn(shown)).resolves.toBeDefined();
  });

  it('takes what was signed once', async () => {
    const shown = phone.show(await passkeys.beginSignIn());
    await passkeys.finishSignIn(shown);
    await expect(passkeys.finishSignIn(shown)).rejects.toMatchObject(NOT_OPEN);
    const { token } = await passkeys.halfway();
    const again = phone.show(await passkeys.beginStep(token));
    await passkeys.finishStep(token, again);
    await expect(passkeys.finishStep(token, again)).rejects.toMatchObject(NOT_PENDING);
    const other = (await passkeys.halfway()).token;
    await expect(passkeys.finishStep(other, again)).rejects.toMatchObject(NOT_OPEN);
  });

  it('takes what was signed by a device that counts nothing once, too', async () => {
    const synced = passkeys.device({ counts: false });
    await passkeys.add(synced, { code: recoveryCodes[0] ?? '' });
    const shown = synced.show(await passkeys.beginSignIn());
    const { lost, won } = await outcomes([passkeys.finishSignIn(shown), passkeys.finishSignIn(shown)]);
    expect([won.length, lost]).toEqual([1, [expect.objectContaining(NOT_OPEN)]]);
    await expect(passkeys.finishSignIn(shown)).rejects.toMatchObject(NOT_OPEN);
    await expect(passkeys.signIn(synced)).resolves.toBeDefined();
  });

  it('takes what was signed for this sign-in, within five minutes, and for no other', async () => {
    const [one, other] = [(await passkeys.halfway()).token, (await passkeys.halfway()).token];
    const options = await passkeys.beginStep(one);
    await passkeys.beginStep(other);
    const shown = phone.show(options);
    await expect(passkeys.finishStep(other, shown)).rejects.toMatchObject(NOT_OPEN);
    await expect(passkeys.finishSignIn(shown)).rejects.toMatchObject(NOT_OPEN);
    await expect(passkeys.finishStep(one, phone.show(await passkeys.beginSignIn()))).rejects.toMatchObject(
      NOT_OPEN,
    );
    const late = after(10 * MINUTE_MS);
    await expect(passkeys.finishStep(one, shown, late)).rejects.toMatchObject(NOT_OPEN);
    await expect(passkeys.finishStep(null, shown)).rejects.toMatchObject(NOT_PENDING);
    await expect(passkeys.finishStep(one, shown)).resolves.toBeDefined();
    const forSignIn = phone.show(await passkeys.beginSignIn());
    await expect(passkeys.finishSignIn(forSignIn, late)).rejects.toMatchObject(NOT_OPEN);
  });

  it('is not waited for where there is no sign-in, or no passkey', async () => {
    await expect(passkeys.beginStep('made up')).rejects.toMatchObject(NOT_PENDING);
    const { token } = await passkeys.halfway();
    await expect(passkeys.beginStep(token, after(15 * MINUTE_MS))).rejects.toMatchObject(NOT_PENDING);
    const [code] = recoveryCodes;
    await removePasskey(test.database, {
      ...ownCall(test.database, passkeys.owner, LATER),
      id: passkeyId,
      code,
    });
    await expect(passkeys.beginStep(token)).rejects.toMatchObject({ code: 'passkey-not-found' });
  });

  it('is refused to who has been deactivated, and to a passkey that was removed meanwhile', async () => {
    const { token } = await passkeys.halfway();
    const [shownStep, shownSignIn] = [
      phone.show(await passkeys.beginStep(token)),
      phone.show(await passkeys.beginSignIn()),
    ];
    await setDisabledAt(START.toISOString());
    await expect(passkeys.finishStep(token, shownStep)).rejects.toMatchObject(NOT_PENDING);
    await expect(passkeys.finishSignIn(shownSignIn)).rejects.toMatchObject(WRONG);
    await setDisabledAt(null);
    const [code] = recoveryCodes;
    await removePasskey(test.database, {
      ...ownCall(test.database, passkeys.owner, LATER),
      id: passkeyId,
      code,
    });
    await expect(passkeys.finishSignIn(shownSignIn)).rejects.toMatchObject(WRONG);
  });

  it('is refused to a device that counts backwards, or stands still, and the audit tells', async () => {
    await passkeys.signIn(phone, { counter: 7 });
    for (const counter of [7, 6, 0])
      for (const [, enter] of ways()) {
        await expect(enter({ counter })).rejects.toMatchObject({
          ...WRONG,
          message: expect.stringContaining('copy'),
        });
        expect(await newestAudit()).toMatchObject({
          action: 'user.refuse-passkey',
          actorId: passkeys.owner.userId,
          details: { passkey: passkeyId, name: 'Telephone', counted: 7, shown: counter },
        });
      }
    expect((await stored()).counter).toBe(7);
    await expect(passkeys.signIn(phone, { counter: 8 })).resolves.toBeDefined();
    await expect(passkeys.step(phone, { counter: MAX_UINT32 })).resolves.toBeDefined();
    expect((await stored()).counter).toBe(MAX_UINT32);
  });

  it('tells of a sign-in from where its user has not been seen', async () => {
    const jobs = await test.database.db.selectFrom('job').select('payload').execute();
    await passkeys.signIn(phone);
    const told = await test.database.db.selectFrom('job').select('payload').execute();
    // The owner has been seen here when the account was made.
    expect(told).toHaveLength(jobs.length);
    await test.database.write((tx) => tx.deleteFrom('known_client').execute());
    await passkeys.signIn(phone);
    const all = await test.database.db.selectFrom('job').select('payload').execute();
    expect(all.map(({ payload }) => (JSON.parse(payload) as { template: string }).template)).toContain(
      'new-sign-in',
    );
  });
});
