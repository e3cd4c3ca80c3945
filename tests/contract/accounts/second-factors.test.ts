import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { authenticate } from '../../../server/accounts/authenticate.ts';
import { changePassword } from '../../../server/accounts/change-password.ts';
import { createCodeGuard } from '../../../server/accounts/code-guard.ts';
import { confirmTotp } from '../../../server/accounts/confirm-totp.ts';
import { disableTotp } from '../../../server/accounts/disable-totp.ts';
import { enrolTotp } from '../../../server/accounts/enrol-totp.ts';
import { finishSignIn } from '../../../server/accounts/finish-sign-in.ts';
import { createPasswordGuard } from '../../../server/accounts/password-guard.ts';
import { readSecondFactors } from '../../../server/accounts/read-second-factors.ts';
import { renewRecoveryCodes } from '../../../server/accounts/renew-recovery-codes.ts';
import { resetPassword } from '../../../server/accounts/reset-password.ts';
import { resetSecondFactors } from '../../../server/accounts/reset-second-factors.ts';
import { sendResetLink } from '../../../server/accounts/send-reset-link.ts';
import type { Role } from '../../../server/accounts/actor.ts';
import { listAudit } from '../../../server/store/audit.ts';
import { newId } from '../../../server/store/new-id.ts';
import { insertUser, setUserDisabledAt } from '../../../server/store/users.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { outcomes } from '../../support/outcomes.ts';
import { totpCode } from '../../support/totp-code.ts';
import {
  accept,
  after,
  CLIENT,
  enter,
  enterHalfway,
  mailedToken,
  MAILING,
  newLink,
  OWNER,
  START,
  waitingMails,
  forgetAccounts,
} from './accounts-fixture.ts';

const STEP_MS = 30_000;
const MINUTE_MS = 60_000;
/** Late enough that the code of the enrolment is out of the window. */
const LATER = after(5 * MINUTE_MS);
const WRONG = { code: 'wrong-code', details: { issues: [{ path: 'code' }] } };
const NO_CODE = { code: 'invalid-input', details: { issues: [{ path: 'code' }] } };
const NOT_PENDING = { code: 'sign-in-not-pending' };

describe.each(DIALECTS)('a second factor on %s', (dialect) => {
  let test: TestDatabase;
  let userId: string;
  let token: string;
  beforeAll(async () => {
    test = await openTestDatabase(dialect);
  });
  beforeEach(async () => {
    await forgetAccounts(test.database);
    const signedIn = await accept(test.database, await newLink(test.database));
    userId = signedIn.user.id;
    token = signedIn.token;
  });
  afterAll(() => test.close());

  const call = (now = START) => ({
    userId,
    token,
    current: OWNER.password,
    issuer: 'cms.example.org',
    client: CLIENT,
    guard: createPasswordGuard(test.database),
    codeGuard: createCodeGuard(test.database),
    mailing: MAILING,
    now,
    correlationId: 'test-1',
  });
  const enrol = () => enrolTotp(test.database, call());
  const confirm = (code: string, now = START) => confirmTotp(test.database, { ...call(now), code });
  /** An account with an app, which was confirmed at the start. */
  const setUp = async () => {
    const { secret } = await enrol();
    const recoveryCodes = await confirm(totpCode(secret, START));
    return { secret, recoveryCodes, recoveryCode: recoveryCodes[0] ?? '' };
  };
  const halfway = async (now = LATER) => {
    const entered = await enterHalfway(test.database, { now });
    if (entered.state === 'signed-in') throw new Error('no code was asked for');
    return entered;
  };
  const finish = (halfwayToken: string | null, code: string, now = LATER) =>
    finishSignIn(test.database, {
      ...call(now),
      token: halfwayToken,
      code,
      guard: createCodeGuard(test.database),
    });
  const isOpen = async (bearer: string) =>
    (await authenticate(test.database, { token: bearer, now: LATER })) !== null;
  const newestAudit = async () =>
    (await listAudit(test.database.db, { subject: `user:${userId}`, limit: 1 }))[0];
  const factors = () => readSecondFactors(test.database, { userId });

  const somebody = async (role: Role) => {
    const user = { id: newId(), email: `${newId()}@example.org`, name: role, role } as const;
    await test.database.write((tx) =>
      insertUser(tx, { ...user, passwordHash: '-', createdAt: START.toISOString() }),
    );
    return { userId: user.id, role };
  };
  const resetBy = (actor: { userId: string; role: Role }) =>
    resetSecondFactors(test.database, { ...call(LATER), actor, id: userId });

  it('is set up with the password alone, and counts from its first code on', async () => {
    await expect(enrolTotp(test.database, { ...call(), current: 'a guess at it' })).rejects.toMatchObject({
      code: 'invalid-input',
      details: { issues: [{ path: 'current' }] },
    });
    const { secret, uri } = await enrol();
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    const { hostname, pathname, protocol, searchParams } = new URL(uri);
    expect([protocol, `${hostname}${pathname}`]).toEqual([
      'otpauth:',
      `totp/cms.example.org:${encodeURIComponent(OWNER.email)}`,
    ]);
    expect(Object.fromEntries(searchParams)).toMatchObject({ secret, digits: '6', period: '30' });
    expect(await factors()).toEqual({ totp: null, passkeys: [], recoveryCodesLeft: 0 });
    expect((await enterHalfway(test.database)).state).toBe('signed-in');
    await expect(confirm('000000')).rejects.toMatchObject(NO_CODE);
    expect(await confirm(totpCode(secret, START))).toHaveLength(10);
    expect(await factors()).toEqual({
      totp: { since: START.toISOString() },
      passkeys: [],
      recoveryCodesLeft: 10,
    });
    expect((await enterHalfway(test.database)).state).toBe('halfway');
    await expect(enrol()).rejects.toMatchObject({ code: 'totp-exists' });
  });

  it('ends the sessions that were opened without it, but for this one, and tells of it', async () => {
    const { token: elsewhere } = await enter(test.database);
    await setUp();
    expect([await isOpen(token), await isOpen(elsewhere)]).toEqual([true, false]);
    expect(await newestAudit()).toMatchObject({ action: 'user.add-totp', details: { sessions: 1 } });
    expect(await waitingMails(test.database)).toMatchObject([
      { template: 'account-change', what: 'totp-added', to: OWNER.email, address: CLIENT.address },
    ]);
  });

  it('is not confirmed by who comes an hour later, nor where nothing was begun', async () => {
    await expect(confirm('000000')).rejects.toMatchObject({ code: 'not-enrolling' });
    const { secret } = await enrol();
    const late = after(60 * MINUTE_MS);
    await expect(confirm(totpCode(secret, late), late)).rejects.toMatchObject({ code: 'not-enrolling' });
  });

  it('replaces one that was not confirmed, which then counts for nothing', async () => {
    const { secret: first } = await enrol();
    const { secret } = await enrol();
    await expect(confirm(totpCode(first, START))).rejects.toMatchObject(NO_CODE);
    await expect(confirm(totpCode(secret, START))).resolves.toHaveLength(10);
  });

  it('makes no session of a password alone', async () => {
    const { secret } = await setUp();
    const before = await test.database.db.selectFrom('session').selectAll().execute();
    const { expiresAt, secondFactors, token: pending } = await halfway();
    expect(secondFactors).toEqual(['totp', 'recovery-code']);
    expect(expiresAt).toBe(after(15 * MINUTE_MS).toISOString());
    expect(await isOpen(pending)).toBe(false);
    expect(await test.database.db.selectFrom('session').selectAll().execute()).toEqual(before);
    const rows = await test.database.db.selectFrom('pending_sign_in').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(pending);
    const signedIn = await finish(pending, totpCode(secret, LATER));
    expect(signedIn.user).toMatchObject({ id: userId, email: OWNER.email });
    expect(await isOpen(signedIn.token)).toBe(true);
  });

  it('is asked for after a new password by mail as well', async () => {
    await setUp();
    await test.database.write((tx) =>
      sendResetLink(tx, { email: OWNER.email, mailing: MAILING, now: START, correlationId: null }),
    );
    const link = await mailedToken(test.database);
    const reset = { ...call(), token: link, password: 'another long pass phrase' };
    expect((await resetPassword(test.database, reset)).state).toBe('halfway');
    expect(await test.database.db.selectFrom('session').selectAll().execute()).toEqual([]);
  });

  it.each([-1, 0, 1])('takes the code of the time step %i from now', async (steps) => {
    const { secret } = await setUp();
    const shown = new Date(LATER.getTime() + steps * STEP_MS);
    await expect(finish((await halfway()).token, totpCode(secret, shown))).resolves.toBeDefined();
  });

  it.each([-2, 2])('does not take the code of the time step %i from now', async (steps) => {
    const { secret } = await setUp();
    const shown = new Date(LATER.getTime() + steps * STEP_MS);
    await expect(finish((await halfway()).token, totpCode(secret, shown))).rejects.toMatchObject(WRONG);
  });

  it('takes a code once, and none from before it', async () => {
    const { secret } = await setUp();
    await expect(finish((await halfway(START)).token, totpCode(secret, START), START)).rejects.toMatchObject(
      WRONG,
    );
    const [first, second, third] = [await halfway(), await halfway(), await halfway()];
    await finish(first.token, totpCode(secret, LATER));
    await expect(finish(second.token, totpCode(secret, LATER))).rejects.toMatchObject(WRONG);
    const before = new Date(LATER.getTime() - STEP_MS);
    await expect(finish(third.token, totpCode(secret, before))).rejects.toMatchObject(WRONG);
  });

  it('lets one of two in who come with the same code at once', async () => {
    const { recoveryCode, secret } = await setUp();
    for (const code of [totpCode(secret, LATER), recoveryCode]) {
      const [one, other] = [await halfway(), await halfway()];
      const { lost, won } = await outcomes([finish(one.token, code), finish(other.token, code)]);
      expect([won.length, lost]).toEqual([1, [expect.objectContaining({ code: 'wrong-code' })]]);
    }
  });

  it('leaves a sign-in waiting after a wrong code, and finishes it once', async () => {
    const { secret } = await setUp();
    const { token: pending } = await halfway();
    for (const wrong of ['', '12345', '1234567', 'abcdef', 'zzzz-zzzz-zzzz-zzzz'])
      await expect(finish(pending, wrong)).rejects.toMatchObject(WRONG);
    const code = totpCode(secret, LATER);
    await finish(pending, ` ${code.slice(0, 3)} ${code.slice(3)} `);
    await expect(finish(pending, code)).rejects.toMatchObject(NOT_PENDING);
  });

  it('is waited for in the browser that gave the password, for ten minutes', async () => {
    const { secret } = await setUp();
    const { token: pending } = await halfway();
    const late = after(15 * MINUTE_MS);
    await expect(finish(null, totpCode(secret, LATER))).rejects.toMatchObject(NOT_PENDING);
    await expect(finish('made up', totpCode(secret, LATER))).rejects.toMatchObject(NOT_PENDING);
    await expect(finish(pending, totpCode(secret, late), late)).rejects.toMatchObject(NOT_PENDING);
  });

  it('is not waited for any more once another password is set, or the account is deactivated', async () => {
    const { secret } = await setUp();
    const { token: first } = await halfway();
    const { token: second } = await halfway();
    await test.database.write((tx) => setUserDisabledAt(tx, { id: userId, disabledAt: START.toISOString() }));
    await expect(finish(first, totpCode(secret, LATER))).rejects.toMatchObject(NOT_PENDING);
    await test.database.write((tx) => setUserDisabledAt(tx, { id: userId, disabledAt: null }));
    await changePassword(test.database, { ...call(), password: 'another long pass phrase' });
    await expect(finish(second, totpCode(secret, LATER))).rejects.toMatchObject(NOT_PENDING);
  });

  it('is done without by a recovery code, each of them once, however it is typed', async () => {
    const { recoveryCodes } = await setUp();
    const [one = '', other = ''] = recoveryCodes;
    expect(recoveryCodes.every((code) => /^(?:[0-9a-hjkmnp-tv-z]{4}-?){4}$/.test(code))).toBe(true);
    expect(new Set(recoveryCodes).size).toBe(10);
    await finish((await halfway()).token, one.toUpperCase().replaceAll('-', ' '));
    await expect(finish((await halfway()).token, one)).rejects.toMatchObject(WRONG);
    expect((await factors()).recoveryCodesLeft).toBe(9);
    expect(await newestAudit()).toMatchObject({ action: 'user.use-recovery-code', details: { left: 9 } });
    await finish((await halfway()).token, other.replaceAll('0', 'o').replaceAll('1', 'l'));
  });

  it('keeps recovery codes as hashes alone, and gives new ones for a password and a code', async () => {
    const { recoveryCode: old, recoveryCodes, secret } = await setUp();
    const rows = JSON.stringify(await test.database.db.selectFrom('recovery_code').selectAll().execute());
    for (const code of recoveryCodes) {
      expect(rows).not.toContain(code);
      expect(rows).not.toContain(code.replaceAll('-', ''));
    }
    const renew = (code: string, more = {}) =>
      renewRecoveryCodes(test.database, { ...call(LATER), code, ...more });
    await expect(renew(totpCode(secret, LATER), { current: 'a guess' })).rejects.toMatchObject({
      code: 'invalid-input',
      details: { issues: [{ path: 'current' }] },
    });
    await expect(renew('000000')).rejects.toMatchObject(NO_CODE);
    const [fresh = '', ...others] = await renew(totpCode(secret, LATER));
    expect(others).toHaveLength(9);
    await expect(finish((await halfway()).token, old)).rejects.toMatchObject(WRONG);
    await expect(finish((await halfway()).token, fresh)).resolves.toBeDefined();
    expect((await waitingMails(test.database)).map((mail) => mail['what'])).toContain('recovery-codes');
  });

  it('is given up for a password and a code, and tells of it', async () => {
    const { secret } = await setUp();
    const disable = (code: string, more = {}) =>
      disableTotp(test.database, { ...call(LATER), code, ...more });
    await expect(disable(totpCode(secret, LATER), { current: 'a guess' })).rejects.toMatchObject({
      code: 'invalid-input',
      details: { issues: [{ path: 'current' }] },
    });
    await expect(disable('000000')).rejects.toMatchObject(NO_CODE);
    expect((await factors()).totp).not.toBeNull();
    await disable(totpCode(secret, LATER));
    expect(await factors()).toEqual({ totp: null, passkeys: [], recoveryCodesLeft: 0 });
    expect((await enterHalfway(test.database)).state).toBe('signed-in');
    expect(await newestAudit()).toMatchObject({ action: 'user.remove-totp', actorId: userId });
    expect((await waitingMails(test.database)).map((mail) => mail['what'])).toEqual([
      'totp-added',
      'totp-removed',
    ]);
    await expect(disable('000000')).rejects.toMatchObject({ code: 'no-second-factor' });
  });

  it('is found by nobody who tries codes, and its holder is not kept out by them', async () => {
    const { recoveryCode, secret } = await setUp();
    await finish((await halfway()).token, totpCode(secret, LATER));
    const guard = createCodeGuard(test.database);
    const { token: pending } = await halfway();
    const now = after(10 * MINUTE_MS);
    const attempt = (code: string, address: string) =>
      finishSignIn(test.database, {
        ...call(now),
        token: pending,
        code,
        guard,
        client: { ...CLIENT, address },
      });
    for (let count = 0; count < 20; count++)
      await expect(attempt('000000', `198.51.100.${count}`)).rejects.toMatchObject(WRONG);
    const code = totpCode(secret, now);
    const strange = '203.0.113.9';
    await expect(attempt(code, strange)).rejects.toMatchObject({ code: 'too-many-attempts' });
    const signedIn = await attempt(code, CLIENT.address);
    expect(signedIn.user.id).toBe(userId);
    const { token: again } = await halfway(now);
    const step = { ...call(now), token: again, code: recoveryCode, guard };
    await expect(
      finishSignIn(test.database, { ...step, client: { ...CLIENT, address: strange } }),
    ).resolves.toBeDefined();
  });

  it('that is lost is taken away by an owner, who signs its holder out everywhere and tells them', async () => {
    const { recoveryCode, secret } = await setUp();
    const { token: pending } = await halfway();
    const other = await somebody('owner');
    expect(await resetBy(other)).toEqual({ hadSecondFactor: true, sessions: 1 });
    expect(await isOpen(token)).toBe(false);
    expect(await factors()).toEqual({ totp: null, passkeys: [], recoveryCodesLeft: 0 });
    for (const code of [totpCode(secret, LATER), recoveryCode])
      await expect(finish(pending, code)).rejects.toMatchObject(NOT_PENDING);
    expect((await enterHalfway(test.database)).state).toBe('signed-in');
    expect(await newestAudit()).toMatchObject({
      action: 'user.reset-second-factors',
      actorId: other.userId,
      details: { sessions: 1 },
    });
    expect((await waitingMails(test.database)).at(-1)).toMatchObject({
      what: 'second-factors-reset',
      to: OWNER.email,
    });
  });

  it('that is lost is taken away by nobody who may less than its holder, and not by its holder', async () => {
    await setUp();
    for (const role of ['admin', 'editor', 'viewer'] as const)
      await expect(resetBy(await somebody(role))).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(resetBy({ userId, role: 'owner' })).rejects.toMatchObject({ code: 'not-allowed' });
    expect((await factors()).totp).not.toBeNull();
  });
});
