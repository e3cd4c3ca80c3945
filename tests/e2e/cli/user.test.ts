import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { authenticate } from '../../../server/accounts/authenticate.ts';
import { createCodeGuard } from '../../../server/accounts/code-guard.ts';
import { confirmTotp } from '../../../server/accounts/confirm-totp.ts';
import { enrolTotp } from '../../../server/accounts/enrol-totp.ts';
import { createPasswordGuard } from '../../../server/accounts/password-guard.ts';
import { readSecondFactors } from '../../../server/accounts/read-second-factors.ts';
import { EXIT } from '../../../server/cli/exit-codes.ts';
import { listAudit } from '../../../server/store/audit.ts';
import { setSecondFactorRoles } from '../../../server/store/sign-in-policy.ts';
import { setUserDisabledAt } from '../../../server/store/users.ts';
import {
  accept,
  CLIENT,
  enter,
  enterHalfway,
  forgetAccounts,
  MAILING,
  newLink,
  OWNER,
  START,
  waitingMails,
} from '../../contract/accounts/accounts-fixture.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { totpCode } from '../../support/totp-code.ts';
import { runCommand } from './run-stillpress.ts';

const RESET = 'user.reset-second-factors';

describe.each(DIALECTS)('stillpress user on %s', { timeout: 120_000 }, (dialect) => {
  let opened: TestDatabase;
  let userId: string;
  let token: string;
  beforeAll(async () => {
    opened = await openTestDatabase(dialect);
  });
  beforeEach(async () => {
    await forgetAccounts(opened.database);
    await opened.database.write((tx) => setSecondFactorRoles(tx, { roles: [] }));
    const signedIn = await accept(opened.database, await newLink(opened.database));
    userId = signedIn.user.id;
    token = signedIn.token;
  });
  afterAll(() => opened.close());

  const run = (...args: string[]) => {
    const { databaseUrl, dataDir } = opened;
    return runCommand(args, {
      DATA_DIR: dataDir,
      ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
    });
  };
  const reset = (...args: string[]) => run('user', 'reset-second-factors', ...args);
  /** An app, of which the owner then loses all there is. */
  const enrol = async (): Promise<void> => {
    const call = {
      userId,
      token,
      current: OWNER.password,
      issuer: 'cms.example.org',
      client: CLIENT,
      guard: createPasswordGuard(opened.database),
      codeGuard: createCodeGuard(opened.database),
      mailing: MAILING,
      now: START,
      correlationId: null,
    };
    const { secret } = await enrolTotp(opened.database, call);
    await confirmTotp(opened.database, { ...call, code: totpCode(secret, START) });
  };
  const resets = async () =>
    (await listAudit(opened.database.db, { subject: `user:${userId}`, limit: 100 })).filter(
      ({ action }) => action === RESET,
    );
  const isOpen = async () => (await authenticate(opened.database, { token, now: START })) !== null;

  test('lets an only owner in again who has lost the app and the codes', async () => {
    await enrol();
    expect((await enterHalfway(opened.database)).state).toBe('halfway');
    const { code, stderr, stdout } = await reset(' Ines@Example.ORG ');
    expect({ code, stdout }).toEqual({
      code: EXIT.ok,
      stdout: `${OWNER.email} signs in by the password alone now. 1 session has ended.\n`,
    });
    expect(stderr).toContain('by mail');
    expect(await readSecondFactors(opened.database, { userId })).toEqual({
      totp: null,
      passkeys: [],
      recoveryCodesLeft: 0,
    });
    expect(await isOpen()).toBe(false);
    expect(await opened.database.db.selectFrom('pending_sign_in').selectAll().execute()).toEqual([]);
    expect((await enterHalfway(opened.database)).state).toBe('signed-in');
  });

  test('writes down that the command line did it, and tells the holder', async () => {
    await enrol();
    await reset(OWNER.email);
    expect(await resets()).toMatchObject([
      { actorId: null, correlationId: expect.any(String), details: { sessions: 1, by: 'command line' } },
    ]);
    const { stdout } = await run('audit', 'list', '--action', RESET);
    expect(stdout).toMatch(/the installation +user\.reset-second-factors .*"by":"command line"/);
    expect((await waitingMails(opened.database)).at(-1)).toMatchObject({
      what: 'second-factors-reset-by-operator',
      to: OWNER.email,
    });
  });

  test('says so where there is nothing to take away, and ends no session for it', async () => {
    const { code, stdout } = await reset(OWNER.email);
    expect({ code, stdout }).toEqual({
      code: EXIT.ok,
      stdout: `${OWNER.email} has no second factor. There was nothing to take away.\n`,
    });
    expect([await isOpen(), await resets()]).toEqual([true, []]);
  });

  test('refuses an address that no account has, and says where to look', async () => {
    await enrol();
    const { code, stderr, stdout } = await reset('inez@example.org');
    expect({ code, stdout }).toEqual({ code: EXIT.failed, stdout: '' });
    expect(stderr).toContain('No account signs in with the e-mail address inez@example.org.');
    expect(stderr).toContain('stillpress user list');
    expect(stderr).toContain('code: user-not-found');
    expect((await enterHalfway(opened.database)).state).toBe('halfway');
    expect((await reset()).code).toBe(EXIT.usage);
  });

  test('leaves the policy as it is: what the role needs is set up anew', async () => {
    await enrol();
    await opened.database.write((tx) => setSecondFactorRoles(tx, { roles: ['owner'] }));
    const { stdout } = await reset(OWNER.email, '--json');
    expect(JSON.parse(stdout)).toEqual({
      id: userId,
      email: OWNER.email,
      hadSecondFactor: true,
      endedSessions: 1,
    });
    const entered = await enter(opened.database);
    expect(await authenticate(opened.database, { token: entered.token, now: START })).toMatchObject({
      mustEnrol: true,
    });
  });

  test('lists who there is', async () => {
    const { stdout } = await run('user', 'list');
    expect(stdout).toMatch(/^email +name +role +state\nines@example\.org +Ines Okafor +owner +active\n$/);
    await opened.database.write((tx) =>
      setUserDisabledAt(tx, { id: userId, disabledAt: START.toISOString() }),
    );
    expect((await run('user', 'list')).stdout).toContain(`deactivated since ${START.toISOString()}`);
    expect(JSON.parse((await run('user', 'list', '--json')).stdout)).toMatchObject({
      users: [{ id: userId, email: OWNER.email, role: 'owner' }],
    });
    await forgetAccounts(opened.database);
    expect((await run('user', 'list')).stdout).toContain('stillpress owner-link');
  });
});
