import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { authenticate } from '../../../server/accounts/authenticate.ts';
import { createMailGuard } from '../../../server/accounts/mail-guard.ts';
import { requestReset } from '../../../server/accounts/request-reset.ts';
import { resetPassword } from '../../../server/accounts/reset-password.ts';
import { sendResetLink } from '../../../server/accounts/send-reset-link.ts';
import { listAudit } from '../../../server/store/audit.ts';
import { listJobs } from '../../../server/store/job-records.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { outcomes } from '../../support/outcomes.ts';
import {
  accept,
  after,
  CLIENT,
  enter,
  mailedToken,
  MAILING,
  newLink,
  OWNER,
  signedIn,
  START,
  waitingMails,
  forgetAccounts,
} from './accounts-fixture.ts';

const HOUR_MS = 60 * 60_000;
const NEW = 'another long pass phrase';
const notValid = { code: 'link-not-valid' };

describe.each(DIALECTS)('a new password by mail on %s', (dialect) => {
  let test: TestDatabase;
  let userId: string;
  let session: string;
  beforeAll(async () => {
    test = await openTestDatabase(dialect);
  });
  beforeEach(async () => {
    await forgetAccounts(test.database);
    const owner = await accept(test.database, await newLink(test.database));
    userId = owner.user.id;
    session = owner.token;
  });
  afterAll(() => test.close());

  const call = { now: START, correlationId: 'test-1' };
  const request = (email: string) =>
    requestReset(test.database, { email, client: CLIENT, guard: createMailGuard(test.database), ...call });
  const send = (email = OWNER.email, now = START) =>
    test.database.write((tx) => sendResetLink(tx, { email, mailing: MAILING, now, correlationId: null }));
  const reset = (token: string, more: { password?: string; now?: Date } = {}) =>
    resetPassword(test.database, {
      token,
      password: NEW,
      client: CLIENT,
      mailing: MAILING,
      ...call,
      ...more,
    });
  const setDisabledAt = (disabledAt: string | null) =>
    test.database.write((tx) => tx.updateTable('user').set({ disabled_at: disabledAt }).execute());

  it('is asked for in the same way whether or not there is such an account', async () => {
    for (const email of [' Ines@Example.org', 'nobody@example.org']) await request(email);
    const jobs = await listJobs(test.database.db, { limit: 9 });
    expect(jobs.map(({ kind }) => kind)).toEqual(['accounts.reset', 'accounts.reset']);
    const rows = await test.database.db
      .selectFrom('job')
      .select(['payload', 'unique_key', 'is_forgotten'])
      .orderBy('id')
      .execute();
    expect(rows.map(({ payload }) => JSON.parse(payload) as unknown)).toEqual([
      { email: OWNER.email },
      { email: 'nobody@example.org' },
    ]);
    for (const { is_forgotten: isForgotten, unique_key: key } of rows) {
      expect(isForgotten).toBe(1);
      expect(key).not.toContain('@');
    }
    expect(
      await test.database.db.selectFrom('account_link').selectAll().where('purpose', '=', 'reset').execute(),
    ).toEqual([]);
  });

  it('is asked for once, however often, as long as nobody has seen to it', async () => {
    await Promise.all([request(OWNER.email), request(OWNER.email), request(OWNER.email)]);
    expect(await listJobs(test.database.db, { limit: 9 })).toHaveLength(1);
  });

  it('is refused for what is no address', async () => {
    await expect(request('nobody')).rejects.toMatchObject({
      code: 'invalid-input',
      details: { issues: [{ path: 'email' }] },
    });
  });

  it('comes with a link, of which the database keeps the hash alone', async () => {
    await send();
    const [mail] = await waitingMails(test.database);
    expect(mail).toMatchObject({
      template: 'reset',
      to: OWNER.email,
      expiresAt: after(HOUR_MS).toISOString(),
    });
    expect(mail?.['link']).toMatch(/^https:\/\/cms\.example\.org\/admin\/reset#[\w-]{43}$/);
    const rows = await test.database.db.selectFrom('account_link').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(await mailedToken(test.database));
  });

  it('is sent to nobody without an account, nor to one that is deactivated', async () => {
    await send('nobody@example.org');
    await setDisabledAt(START.toISOString());
    await send();
    expect(await waitingMails(test.database)).toEqual([]);
  });

  it('is set, ends every session that was open, and signs in', async () => {
    await send();
    const entered = signedIn(await reset(await mailedToken(test.database)));
    expect(entered.user.id).toBe(userId);
    expect(await authenticate(test.database, { token: session, now: START })).toBeNull();
    expect(await authenticate(test.database, { token: entered.token, now: START })).not.toBeNull();
    await expect(enter(test.database)).rejects.toMatchObject({ code: 'wrong-credentials' });
    await expect(enter(test.database, { password: NEW })).resolves.toBeDefined();
    expect(await listAudit(test.database.db, { subject: `user:${userId}`, limit: 1 })).toMatchObject([
      { actorId: userId, action: 'user.reset-password', details: { sessions: 1 } },
    ]);
  });

  it('is set once by a link, also for several at once', async () => {
    await send();
    const token = await mailedToken(test.database);
    const { won, lost } = await outcomes([reset(token), reset(token), reset(token)]);
    expect(won).toHaveLength(1);
    for (const error of lost) expect(error).toMatchObject(notValid);
  });

  it('is set within an hour', async () => {
    await send();
    const token = await mailedToken(test.database);
    await expect(reset(token, { now: after(HOUR_MS) })).rejects.toMatchObject(notValid);
    await expect(reset(token, { now: after(HOUR_MS - 1) })).resolves.toBeDefined();
  });

  it('takes the other links of the account along', async () => {
    await send();
    const first = await mailedToken(test.database);
    await send();
    await reset(await mailedToken(test.database));
    await expect(reset(first)).rejects.toMatchObject(notValid);
  });

  it('is mailed three times an hour at most, and those links go on working', async () => {
    await send();
    const first = await mailedToken(test.database);
    for (let count = 0; count < 5; count++) await send();
    expect(await waitingMails(test.database)).toHaveLength(3);
    await expect(reset(first)).resolves.toBeDefined();
    await send();
    expect(await waitingMails(test.database)).toHaveLength(4);
  });

  it('is mailed again once the links before it have expired', async () => {
    for (let count = 0; count < 3; count++) await send();
    await send(OWNER.email, after(HOUR_MS));
    expect(await waitingMails(test.database)).toHaveLength(4);
  });

  it('is not set for an account that was deactivated meanwhile', async () => {
    await send();
    await setDisabledAt(START.toISOString());
    await expect(reset(await mailedToken(test.database))).rejects.toMatchObject(notValid);
  });

  it('is not set by a link for another purpose', async () => {
    await test.database.write((tx) => tx.deleteFrom('user').execute());
    const token = await newLink(test.database);
    await expect(reset(token)).rejects.toMatchObject(notValid);
  });

  it('stays as it was where the new one will not do, and the link stays usable', async () => {
    await send();
    const token = await mailedToken(test.database);
    await expect(reset(token, { password: OWNER.email })).rejects.toMatchObject({
      code: 'invalid-input',
      details: { issues: [{ path: 'password' }] },
    });
    await expect(reset(token)).resolves.toBeDefined();
  });
});
