import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addPasskey } from '../../../server/accounts/add-passkey.ts';
import { authenticate } from '../../../server/accounts/authenticate.ts';
import { beginPasskey } from '../../../server/accounts/begin-passkey.ts';
import { changePassword } from '../../../server/accounts/change-password.ts';
import { confirmTotp } from '../../../server/accounts/confirm-totp.ts';
import { disableTotp } from '../../../server/accounts/disable-totp.ts';
import { enrolTotp } from '../../../server/accounts/enrol-totp.ts';
import { readSecondFactors } from '../../../server/accounts/read-second-factors.ts';
import { removePasskey } from '../../../server/accounts/remove-passkey.ts';
import { renamePasskey } from '../../../server/accounts/rename-passkey.ts';
import { renewRecoveryCodes } from '../../../server/accounts/renew-recovery-codes.ts';
import { resetSecondFactors } from '../../../server/accounts/reset-second-factors.ts';
import { sweepAccounts } from '../../../server/accounts/sweep-accounts.ts';
import { listAudit } from '../../../server/store/audit.ts';
import { newId } from '../../../server/store/new-id.ts';
import { insertUser } from '../../../server/store/users.ts';
import { setSecondFactorRoles } from '../../../server/store/sign-in-policy.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { outcomes } from '../../support/outcomes.ts';
import { totpCode } from '../../support/totp-code.ts';
import {
  after,
  enter,
  enterHalfway,
  forgetAccounts,
  MAILING,
  OWNER,
  START,
  waitingMails,
} from './accounts-fixture.ts';
import { LATER, MINUTE_MS, ownCall, passkeysOf, type Person } from './passkeys-fixture.ts';

const NO_PROOF = { code: 'invalid-input', details: { issues: [{ path: 'code' }] } };
const NOT_OPEN = { code: 'challenge-not-open' };
const WRONG = { code: 'wrong-passkey' };

describe.each(DIALECTS)('the passkeys of an account on %s', (dialect) => {
  let test: TestDatabase;
  let passkeys: Awaited<ReturnType<typeof passkeysOf>>;
  let owner: Person;
  beforeAll(async () => {
    test = await openTestDatabase(dialect);
  });
  beforeEach(async () => {
    await forgetAccounts(test.database);
    passkeys = await passkeysOf(test.database);
    ({ owner } = passkeys);
  });
  afterAll(() => test.close());

  const begin = (more = {}) => beginPasskey(test.database, { ...ownCall(test.database, owner), ...more });
  const finish = (passkey: Parameters<typeof addPasskey>[1]['passkey'], more = {}) =>
    addPasskey(test.database, { ...ownCall(test.database, owner), name: 'Key', passkey, ...more });
  const renew = (more: object) =>
    renewRecoveryCodes(test.database, { ...ownCall(test.database, owner, LATER), ...more });
  const factors = () => readSecondFactors(test.database, { userId: owner.userId });
  const sessionOf = (token: string) => authenticate(test.database, { token, now: LATER });
  const newestAudit = async () =>
    (await listAudit(test.database.db, { subject: `user:${owner.userId}`, limit: 1 }))[0];
  const told = async () => (await waitingMails(test.database)).map((mail) => mail['what']);
  /** Somebody else, with the same password. */
  const somebody = async (): Promise<Person> => {
    const id = newId();
    const { password_hash: passwordHash } = await test.database.db
      .selectFrom('user')
      .select('password_hash')
      .executeTakeFirstOrThrow();
    const user = { id, email: `${id}@example.org`, name: 'Ada', role: 'owner', passwordHash } as const;
    await test.database.write((tx) => insertUser(tx, { ...user, createdAt: START.toISOString() }));
    return { userId: id, token: 'none' };
  };

  it('begin with the password, and count once a browser has made one', async () => {
    await expect(begin({ current: 'a guess at it' })).rejects.toMatchObject({
      code: 'invalid-input',
      details: { issues: [{ path: 'current' }] },
    });
    const options = await begin();
    expect(options).toMatchObject({
      rp: { id: 'cms.example.org', name: 'example.org' },
      user: { name: OWNER.email, displayName: OWNER.name },
      attestation: 'none',
      excludeCredentials: [],
    });
    expect(options.user.id).not.toContain(OWNER.email);
    expect((await enterHalfway(test.database)).state).toBe('signed-in');
    const phone = passkeys.device();
    const { passkey, recoveryCodes } = await finish(phone.create(options), { name: ' Telephone ' });
    expect(recoveryCodes).toHaveLength(10);
    expect(passkey).toMatchObject({ name: 'Telephone', lastUsedAt: null, isBackedUp: false });
    expect(await factors()).toEqual({ totp: null, passkeys: [passkey], recoveryCodesLeft: 10 });
    expect(await passkeys.halfway()).toMatchObject({ secondFactors: ['passkey', 'recovery-code'] });
  });

  it('end the sessions that were opened without one, and tell of it', async () => {
    const { token: elsewhere } = await enter(test.database);
    const { passkey } = await passkeys.add(passkeys.device());
    expect([await sessionOf(owner.token), await sessionOf(elsewhere)]).toEqual([expect.anything(), null]);
    expect(await newestAudit()).toMatchObject({
      action: 'user.add-passkey',
      actorId: owner.userId,
      details: { passkey: passkey.id, name: 'Telephone', sessions: 1 },
    });
    expect(await told()).toEqual(['passkey-added']);
  });

  it('are several, of which the later ones take one of the earlier, and neither make codes nor end sessions', async () => {
    const phone = passkeys.device();
    const { recoveryCodes } = await passkeys.add(phone);
    await expect(begin()).rejects.toMatchObject(NO_PROOF);
    const opened = await passkeys.step(phone);
    const options = await begin({ now: LATER, passkey: await passkeys.prove(phone) });
    expect(options.excludeCredentials).toEqual([
      { id: phone.credentialId, type: 'public-key', transports: ['internal'] },
    ]);
    const key = await finish(passkeys.device().create(options), { now: LATER });
    expect(key.recoveryCodes).toEqual([]);
    expect(await sessionOf(opened.token)).not.toBeNull();
    const third = await passkeys.add(passkeys.device(), { code: recoveryCodes[0] ?? '', name: 'Third' });
    expect((await factors()).passkeys.map(({ name }) => name)).toEqual(['Telephone', 'Key', 'Third']);
    expect(third.recoveryCodes).toEqual([]);
    expect((await factors()).recoveryCodesLeft).toBe(9);
  });

  it('are twenty at most', async () => {
    const { recoveryCodes } = await passkeys.add(passkeys.device());
    const [row] = await test.database.db.selectFrom('passkey').selectAll().execute();
    if (row === undefined) throw new Error('there is no passkey');
    for (let count = 1; count < 20; count++) {
      const copy = { ...row, id: newId(), credential_id: `copy-${count}` };
      await test.database.write((tx) => tx.insertInto('passkey').values(copy).execute());
    }
    await expect(begin({ code: recoveryCodes[0] })).rejects.toMatchObject({ code: 'too-many-passkeys' });
  });

  it.each([
    ['of a page at another address', { origin: 'https://cms.example.com' }],
    ['of a page at another port', { origin: 'https://cms.example.org:8443' }],
    ['for another name', { rpId: 'example.org' }],
    ['that is a signature and no new passkey', { type: 'webauthn.get' }],
  ])('are none %s', async (_, changes) => {
    const made = passkeys.device().create(await begin(), changes);
    await expect(finish(made)).rejects.toMatchObject(WRONG);
    expect((await factors()).passkeys).toEqual([]);
  });

  it('are refused with a certificate before anything of it is looked at, or fetched from where it says', async () => {
    const made = passkeys.device().create(await begin(), { certificate: new Uint8Array(64) });
    const cause = expect.objectContaining({ message: 'The attestation is packed.' });
    await expect(finish(made)).rejects.toMatchObject({ ...WRONG, cause });
  });

  it.each(['e30', 'bm8ganNvbg', ''])('are none where the browser has sent %j', async (clientDataJSON) => {
    const made = passkeys.device().create(await begin());
    await expect(finish({ ...made, clientDataJSON })).rejects.toMatchObject(NOT_OPEN);
    await expect(finish({ ...made, attestationObject: 'AAAA' })).rejects.toMatchObject(WRONG);
  });

  it('are made once of what was asked, by who was asked for it, within five minutes', async () => {
    const ada = await somebody();
    const options = await begin();
    const made = passkeys.device().create(options);
    await expect(finish(made, ada)).rejects.toMatchObject(NOT_OPEN);
    await expect(finish(made, { now: after(5 * MINUTE_MS) })).rejects.toMatchObject(NOT_OPEN);
    await finish(made);
    await expect(finish(passkeys.device().create(options))).rejects.toMatchObject(NOT_OPEN);
    const forSignIn = await passkeys.beginSignIn(START);
    const { challenge } = forSignIn;
    const mixed = passkeys.device().create({ ...options, challenge });
    await expect(finish(mixed)).rejects.toMatchObject(NOT_OPEN);
  });

  it('are made once, of two at once', async () => {
    const options = await begin();
    const [one, other] = [passkeys.device().create(options), passkeys.device().create(options)];
    const { lost, won } = await outcomes([finish(one), finish(other)]);
    expect([won.length, lost]).toEqual([1, [expect.objectContaining(NOT_OPEN)]]);
    expect((await factors()).passkeys).toHaveLength(1);
  });

  it('are not those of somebody else, whose id was found out', async () => {
    const phone = passkeys.device();
    await passkeys.add(phone);
    const ada = await somebody();
    const { credentialId } = phone;
    const stolen = passkeys.add(passkeys.device(), { by: ada, changes: { credentialId } });
    await expect(stolen).rejects.toMatchObject({ code: 'passkey-exists' });
    await expect(passkeys.step(phone)).resolves.toMatchObject({ user: { id: owner.userId } });
  });

  it('of somebody else prove nothing and finish nothing', async () => {
    await passkeys.add(passkeys.device());
    const ofAda = passkeys.device();
    await passkeys.add(ofAda, { by: await somebody() });
    await expect(passkeys.step(ofAda)).rejects.toMatchObject(WRONG);
    await expect(renew({ passkey: await passkeys.prove(ofAda) })).rejects.toMatchObject(WRONG);
    await expect(passkeys.signIn(ofAda)).resolves.toMatchObject({ user: { name: 'Ada' } });
  });

  it('are asked for one thing, and good for no other', async () => {
    const phone = passkeys.device();
    const { recoveryCodes } = await passkeys.add(phone);
    const toAdd = await begin({ now: LATER, code: recoveryCodes[0] });
    const shown = phone.show(await passkeys.beginSignIn(), { challenge: toAdd.challenge });
    await expect(renew({ passkey: shown })).rejects.toMatchObject(NOT_OPEN);
    const toProve = JSON.parse(
      Buffer.from((await passkeys.prove(phone)).clientDataJSON, 'base64url').toString(),
    ) as { challenge: string };
    const made = passkeys.device().create(toAdd, { challenge: toProve.challenge });
    await expect(finish(made, { now: LATER })).rejects.toMatchObject(NOT_OPEN);
  });

  it('are neither begun nor removed by who has given a password that was changed meanwhile', async () => {
    const { passkey, recoveryCodes } = await passkeys.add(passkeys.device());
    const [code] = recoveryCodes;
    /** As if somebody changed it once the password that was given has been looked at. */
    const meanwhile = {
      ...test.database,
      write: async <T>(work: Parameters<typeof test.database.write<T>>[0]) => {
        const password_hash = 'another';
        await test.database.write((tx) => tx.updateTable('user').set({ password_hash }).execute());
        return await test.database.write(work);
      },
    };
    const refused = { code: 'invalid-input', details: { issues: [{ path: 'current' }] } };
    const { password_hash } = await test.database.db
      .selectFrom('user')
      .select('password_hash')
      .executeTakeFirstOrThrow();
    await expect(beginPasskey(meanwhile, { ...ownCall(test.database, owner), code })).rejects.toMatchObject(
      refused,
    );
    await test.database.write((tx) => tx.updateTable('user').set({ password_hash }).execute());
    await expect(
      removePasskey(meanwhile, { ...ownCall(test.database, owner), id: passkey.id, code }),
    ).rejects.toMatchObject(refused);
    expect((await factors()).passkeys).toHaveLength(1);
  });

  it('are begun anew after another password', async () => {
    const options = await begin();
    await changePassword(test.database, {
      ...ownCall(test.database, owner),
      password: 'another long pass phrase',
    });
    await expect(finish(passkeys.device().create(options))).rejects.toMatchObject(NOT_OPEN);
  });

  it('are asked for by a challenge of which a hash is kept, for five minutes', async () => {
    const { challenge } = await begin();
    const stored = async () => await test.database.db.selectFrom('passkey_challenge').selectAll().execute();
    expect(JSON.stringify(await stored())).not.toContain(challenge);
    await sweepAccounts(test.database, { now: after(4 * MINUTE_MS) });
    expect(await stored()).toHaveLength(1);
    await sweepAccounts(test.database, { now: after(5 * MINUTE_MS) });
    expect(await stored()).toEqual([]);
  });

  it('get another name from their user', async () => {
    const { passkey } = await passkeys.add(passkeys.device());
    const rename = (name: string, more: object = {}) =>
      renamePasskey(test.database, { ...ownCall(test.database, owner), id: passkey.id, name, ...more });
    expect(await rename(' The blue key ')).toEqual({ ...passkey, name: 'The blue key' });
    expect(await newestAudit()).toMatchObject({
      action: 'user.rename-passkey',
      details: { passkey: passkey.id, from: 'Telephone', to: 'The blue key' },
    });
    for (const name of [' ', 'two\nlines', 'x'.repeat(101)])
      await expect(rename(name)).rejects.toMatchObject({ details: { issues: [{ path: 'name' }] } });
    const ada = await somebody();
    await expect(rename('Mine', ada)).rejects.toMatchObject({ code: 'passkey-not-found' });
    expect((await factors()).passkeys[0]?.name).toBe('The blue key');
  });

  it('are removed for the password and a second factor, and the recovery codes go with the last one', async () => {
    const phone = passkeys.device();
    const { passkey, recoveryCodes } = await passkeys.add(phone);
    const [one = '', other = ''] = recoveryCodes;
    const second = await passkeys.add(passkeys.device(), { code: one });
    const remove = (id: string, more: object) =>
      removePasskey(test.database, { ...ownCall(test.database, owner, LATER), id, ...more });
    await expect(remove(passkey.id, {})).rejects.toMatchObject(NO_PROOF);
    await expect(remove(passkey.id, { code: '000000' })).rejects.toMatchObject(NO_PROOF);
    await expect(remove(passkey.id, { code: other, current: 'a guess' })).rejects.toMatchObject({
      details: { issues: [{ path: 'current' }] },
    });
    await expect(remove(newId(), { code: other })).rejects.toMatchObject({ code: 'passkey-not-found' });
    const ada = await somebody();
    await expect(remove(passkey.id, { ...ada })).rejects.toMatchObject({ code: 'passkey-not-found' });
    await remove(second.passkey.id, { code: other });
    expect((await factors()).recoveryCodesLeft).toBe(8);
    await remove(passkey.id, { passkey: await passkeys.prove(phone) });
    expect(await factors()).toEqual({ totp: null, passkeys: [], recoveryCodesLeft: 0 });
    expect((await enterHalfway(test.database)).state).toBe('signed-in');
    expect(await newestAudit()).toMatchObject({
      action: 'user.remove-passkey',
      details: { passkey: passkey.id, name: 'Telephone' },
    });
    expect((await told()).at(-1)).toBe('passkey-removed');
  });

  it('prove their holder once, for what was asked of this user', async () => {
    const phone = passkeys.device();
    await passkeys.add(phone);
    const shown = await passkeys.prove(phone);
    await expect(renew({ passkey: shown, code: '000000' })).rejects.toMatchObject(NO_PROOF);
    expect(await renew({ passkey: shown })).toHaveLength(10);
    await expect(renew({ passkey: shown })).rejects.toMatchObject(NOT_OPEN);
    const stranger = passkeys.device();
    await expect(renew({ passkey: await passkeys.prove(stranger) })).rejects.toMatchObject(WRONG);
    const forSignIn = phone.show(await passkeys.beginSignIn());
    await expect(renew({ passkey: forSignIn })).rejects.toMatchObject(NOT_OPEN);
  });

  it('stand beside an app for codes, which makes no codes then, and leaves those that there are', async () => {
    const phone = passkeys.device();
    await passkeys.add(phone);
    const enrol = (more: object) =>
      enrolTotp(test.database, { ...ownCall(test.database, owner, LATER), ...more });
    await expect(enrol({})).rejects.toMatchObject(NO_PROOF);
    const { secret } = await enrol({ passkey: await passkeys.prove(phone) });
    const confirm = { ...ownCall(test.database, owner, LATER), code: totpCode(secret, LATER) };
    expect(await confirmTotp(test.database, confirm)).toEqual([]);
    expect((await passkeys.halfway()).secondFactors).toEqual(['totp', 'passkey', 'recovery-code']);
    const shown = await passkeys.prove(phone);
    await disableTotp(test.database, { ...ownCall(test.database, owner, LATER), passkey: shown });
    expect(await factors()).toMatchObject({ totp: null, passkeys: [{}], recoveryCodesLeft: 10 });
  });

  it('are what a role needs that must have a second factor', async () => {
    await test.database.write((tx) => setSecondFactorRoles(tx, { roles: ['owner'] }));
    expect(await sessionOf(owner.token)).toMatchObject({ mustEnrol: true });
    await passkeys.add(passkeys.device());
    expect(await sessionOf(owner.token)).toMatchObject({ mustEnrol: false });
    await test.database.write((tx) => setSecondFactorRoles(tx, { roles: [] }));
  });

  it('are taken away by another owner, with the sessions', async () => {
    const phone = passkeys.device();
    await passkeys.add(phone);
    const waiting = await passkeys.beginSignIn();
    const { userId } = await somebody();
    const reset = {
      ...ownCall(test.database, owner, LATER),
      actor: { userId, role: 'owner' as const },
      id: owner.userId,
    };
    expect(await resetSecondFactors(test.database, reset)).toEqual({ hadSecondFactor: true, sessions: 1 });
    expect(await factors()).toEqual({ totp: null, passkeys: [], recoveryCodesLeft: 0 });
    await expect(passkeys.finishSignIn(phone.show(waiting))).rejects.toMatchObject(WRONG);
    expect((await enterHalfway(test.database)).state).toBe('signed-in');
    expect((await told()).at(-1)).toBe('second-factors-reset');
  });

  it('are not to be had where no browser makes any, which is said', async () => {
    const mailing = { ...MAILING, adminUrl: 'http://cms.example.org/admin' };
    await expect(begin({ mailing })).rejects.toMatchObject({
      code: 'passkeys-unavailable',
      message: expect.stringContaining('ADMIN_URL'),
    });
  });
});
