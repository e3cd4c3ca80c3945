import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sessionSchema } from '../../../model/api/account.ts';
import { problemSchema } from '../../../model/api/problem.ts';
import {
  halfwaySchema,
  recoveryCodesSchema,
  secondFactorsSchema,
  totpEnrolmentSchema,
} from '../../../model/api/second-factor.ts';
import { newId } from '../../../server/store/new-id.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { totpCode } from '../../support/totp-code.ts';
import { PASSWORD, startApiServer, type ApiServer } from './api-server.ts';
import type { Client, Reply } from './client.ts';
import { startMailPlace, type MailPlace } from './mail-place.ts';

const PROFILE = '/api/v1/profile';
const TOTP = `${PROFILE}/totp`;
const FACTORS = `${PROFILE}/second-factors`;
const SESSION = '/api/v1/session';
const STEP_MS = 30_000;

const give = (client: Client, shown: string): Promise<Reply> =>
  client.post(`${SESSION}/second-factor`, { code: shown });
const keyed = () => ({ 'Idempotency-Key': newId() });
const code = ({ json, status }: Reply): [number, string] => [status, problemSchema.parse(json).code];

describe.each(DIALECTS)('second factors on %s', (dialect) => {
  let test: TestDatabase;
  let server: ApiServer;
  let mails: MailPlace;
  /** A clock that goes on where a code was used, which is good once. A little late, so that jobs are due and cookies are not over. */
  let now: number;
  beforeAll(async () => {
    now = Date.now() - 7 * 60_000;
    test = await openTestDatabase(dialect);
    server = await startApiServer(test.database, { now: () => new Date(now) });
    mails = await startMailPlace(test.database);
  });
  afterAll(async () => {
    await mails.close();
    await server.close();
    await test.close();
  });

  const begin = async (email: string): Promise<{ client: Client; reply: Reply }> => {
    const client = server.client();
    return { client, reply: await client.post(SESSION, { email, password: PASSWORD }) };
  };
  /** Somebody with an app, and what it shows next. */
  const setUp = async () => {
    const email = await server.createUser('editor');
    const { client } = await begin(email);
    const enrolled = await client.post(TOTP, { current: PASSWORD });
    const { secret, uri } = totpEnrolmentSchema.parse(enrolled.json);
    const confirmed = await client.post(`${TOTP}/confirm`, { code: totpCode(secret, new Date(now)) });
    expect([enrolled.status, confirmed.status]).toEqual([201, 200]);
    const { recoveryCodes } = recoveryCodesSchema.parse(confirmed.json);
    const next = (): string => {
      now += STEP_MS;
      return totpCode(secret, new Date(now));
    };
    return { client, email, next, recoveryCodes, secret, uri };
  };

  it('are asked for in a second step, which begins with a cookie that is no session', async () => {
    const { email, next } = await setUp();
    const { client, reply } = await begin(email);
    expect(reply.status).toBe(202);
    expect(halfwaySchema.parse(reply.json).secondFactors).toEqual(['totp', 'recovery-code']);
    expect([...client.cookies.keys()].toSorted()).toEqual(['stillpress_sign_in', 'stillpress_sign_in.sig']);
    expect(reply.headers['set-cookie']?.[0]).toMatch(/path=\/api\/v1\/session;.*samesite=strict; httponly/);
    expect(code(await client.get(SESSION))).toEqual([401, 'not-signed-in']);
    const token = client.cookies.get('stillpress_sign_in') ?? '';
    const borrowed = { Cookie: `stillpress_session=${token}` };
    expect(code(await server.client().get(SESSION, borrowed))).toEqual([401, 'not-signed-in']);
    expect(code(await give(client, '000000'))).toEqual([401, 'wrong-code']);
    const finished = await give(client, next());
    expect([finished.status, finished.headers.location]).toEqual([201, SESSION]);
    expect(sessionSchema.parse(finished.json).user.email).toBe(email);
    expect((await client.get(SESSION)).status).toBe(200);
    expect([...client.cookies.keys()].toSorted()).toEqual(['stillpress_session', 'stillpress_session.sig']);
  });

  it('are given in the browser that gave the password, and in no other', async () => {
    const { email, next } = await setUp();
    const { client } = await begin(email);
    expect(code(await give(server.client(), next()))).toEqual([401, 'sign-in-not-pending']);
    const forged = server.client();
    forged.cookies.set('stillpress_sign_in', client.cookies.get('stillpress_sign_in') ?? '');
    expect(code(await give(forged, next()))).toEqual([401, 'sign-in-not-pending']);
    expect((await give(client, next())).status).toBe(201);
  });

  it('are done without once by a recovery code, of which it is said how many are left', async () => {
    const { client, email, recoveryCodes } = await setUp();
    const left = async () => secondFactorsSchema.parse((await client.get(FACTORS)).json).recoveryCodesLeft;
    expect(await left()).toBe(10);
    const other = (await begin(email)).client;
    expect((await give(other, recoveryCodes[3] ?? '')).status).toBe(201);
    expect(await left()).toBe(9);
    const third = (await begin(email)).client;
    expect(code(await give(third, recoveryCodes[3] ?? ''))).toEqual([401, 'wrong-code']);
  });

  it('are told of by mail when they come and go', async () => {
    const { client, email, next } = await setUp();
    await mails.nextTelling(email, 'is asked for a code of an app from now on');
    const renewed = await client.post(`${PROFILE}/recovery-codes`, { current: PASSWORD, code: next() });
    expect(renewed.status).toBe(201);
    await mails.nextTelling(email, 'has got new recovery codes');
    const gone = await client.post(`${TOTP}/disable`, { current: PASSWORD, code: next() });
    expect(gone.status).toBe(204);
    await mails.nextTelling(email, 'is asked for no code of an app any more');
    expect((await begin(email)).reply.status).toBe(201);
  });

  it('name what is wrong beside what was sent', async () => {
    const { client } = await setUp();
    const refused = await client.post(`${TOTP}/disable`, { current: PASSWORD, code: '000000' });
    expect(code(refused)).toEqual([422, 'invalid-input']);
    expect(problemSchema.parse(refused.json).errors).toMatchObject([{ path: 'code' }]);
    expect(code(await client.post(`${TOTP}/disable`, { code: '000000' }))).toEqual([422, 'invalid-input']);
    expect(code(await client.post(TOTP, { current: PASSWORD }))).toEqual([409, 'totp-exists']);
  });

  it('are taken away by an admin from who has lost theirs', async () => {
    const { client, email } = await setUp();
    const { user } = sessionSchema.parse((await client.get(SESSION)).json);
    const admin = await server.signInAs('admin');
    const reset = await admin.send('DELETE', `/api/v1/users/${user.id}/second-factors`);
    expect([reset.status, reset.json]).toEqual([200, { ended: 1 }]);
    expect((await client.get(SESSION)).status).toBe(401);
    expect((await begin(email)).reply.status).toBe(201);
    await mails.nextTelling(email, 'An owner or an admin has taken away');
  });

  it('are shown once: no list, log, audit, mail or kept answer has a secret of them', async () => {
    const email = await server.createUser('editor');
    const { client } = await begin(email);
    const enrolled = await client.post(TOTP, { current: PASSWORD }, keyed());
    const { secret } = totpEnrolmentSchema.parse(enrolled.json);
    const codes = [totpCode(secret, new Date(now))];
    const confirmed = await client.post(`${TOTP}/confirm`, { code: codes[0] }, keyed());
    const { recoveryCodes } = recoveryCodesSchema.parse(confirmed.json);
    now += STEP_MS;
    codes.push(totpCode(secret, new Date(now)));
    const other = (await begin(email)).client;
    await give(other, codes[1] ?? '');
    await give((await begin(email)).client, recoveryCodes[0] ?? '');
    const admin = await server.signInAs('admin');
    const { user } = sessionSchema.parse((await client.get(SESSION)).json);
    const seen = [
      ...server.logLines,
      ...mails.logLines,
      (await client.get(FACTORS)).text,
      (await client.get(PROFILE)).text,
      (await admin.get('/api/v1/users')).text,
      (await admin.get(`/api/v1/audit?subject=user:${user.id}`)).text,
    ].join('\n');
    expect(seen).toContain('user.add-totp');
    const secrets = [secret, ...recoveryCodes, ...recoveryCodes.map((one) => one.replaceAll('-', ''))];
    for (const text of [...secrets, ...codes.map((shown) => `"${shown}"`)]) expect(seen).not.toContain(text);
    const kept = await test.database.db.selectFrom('idempotency_key').selectAll().execute();
    const stored = JSON.stringify([
      kept,
      await test.database.db.selectFrom('audit').selectAll().execute(),
      await test.database.db.selectFrom('job').selectAll().execute(),
      await test.database.db.selectFrom('recovery_code').selectAll().execute(),
      await test.database.db.selectFrom('event').selectAll().execute(),
    ]);
    for (const text of secrets) expect(stored).not.toContain(text);
    expect(kept.length).toBeGreaterThanOrEqual(2);
    for (const row of kept)
      expect(row).toMatchObject({ answer: null, request_hash: expect.stringMatching(/^\$argon2id\$/) });
  });
});
