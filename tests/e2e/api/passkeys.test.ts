import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sessionSchema } from '../../../model/api/account.ts';
import { passkeyRequestSchema, passkeySchema } from '../../../model/api/passkey.ts';
import { problemSchema } from '../../../model/api/problem.ts';
import { halfwaySchema, recoveryCodesSchema, secondFactorsSchema } from '../../../model/api/second-factor.ts';
import { newId } from '../../../server/store/new-id.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { PASSWORD, startApiServer, type ApiServer } from './api-server.ts';
import type { Reply } from './client.ts';
import { startMailPlace, type MailPlace } from './mail-place.ts';
import {
  addFirstPasskey,
  ADMIN_URL,
  newPasskey,
  PASSKEYS,
  show,
  shownAt,
  SIGN_IN,
  STEP,
  withPasskey,
} from './passkey-place.ts';

const SESSION = '/api/v1/session';
const FACTORS = '/api/v1/profile/second-factors';
const code = ({ json, status }: Reply): [number, string] => [status, problemSchema.parse(json).code];
const keyed = () => ({ 'Idempotency-Key': newId() });
const factorsOf = async ({ client }: Awaited<ReturnType<typeof withPasskey>>) =>
  secondFactorsSchema.parse((await client.get(FACTORS)).json);

describe.each(DIALECTS)('passkeys on %s', (dialect) => {
  let test: TestDatabase;
  let server: ApiServer;
  let mails: MailPlace;
  beforeAll(async () => {
    test = await openTestDatabase(dialect);
    server = await startApiServer(test.database, { adminUrl: ADMIN_URL });
    mails = await startMailPlace(test.database);
  });
  afterAll(async () => {
    await mails.close();
    await server.close();
    await test.close();
  });

  const begin = async (email: string) => {
    const client = server.client();
    return { client, reply: await client.post(SESSION, { email, password: PASSWORD }) };
  };

  it('are asked for in a second step, and make a session of it', async () => {
    const { email, passkey } = await withPasskey(server);
    const { client, reply } = await begin(email);
    expect([reply.status, halfwaySchema.parse(reply.json).secondFactors]).toEqual([
      202,
      ['passkey', 'recovery-code'],
    ]);
    const finished = await show(client, { path: STEP, passkey });
    expect([finished.status, finished.headers.location]).toEqual([201, SESSION]);
    expect(sessionSchema.parse(finished.json).user.email).toBe(email);
    expect([...client.cookies.keys()].toSorted()).toEqual(['stillpress_session', 'stillpress_session.sig']);
    expect((await client.get(SESSION)).status).toBe(200);
  });

  it('sign in without a password, by what is asked of everybody in the same words', async () => {
    const { email, passkey } = await withPasskey(server);
    const ask = async () => (await server.client().post(`${SIGN_IN}-options`)).json;
    const [one, other] = [passkeyRequestSchema.parse(await ask()), passkeyRequestSchema.parse(await ask())];
    expect(other.challenge).not.toBe(one.challenge);
    expect({ ...other, challenge: '' }).toEqual({ ...one, challenge: '' });
    expect(code(await server.client().post(`${SIGN_IN}-options`, { email }))).toEqual([422, 'invalid-input']);
    const client = server.client();
    const signedIn = await show(client, { path: SIGN_IN, passkey });
    expect([signedIn.status, signedIn.headers.location]).toEqual([201, SESSION]);
    expect(signedIn.headers['set-cookie']?.join()).toMatch(/stillpress_session=[^;]+; path=\/;.*secure/);
    expect(sessionSchema.parse((await client.get(SESSION)).json).user.email).toBe(email);
  });

  it('are listed without what they are, named, proven and removed', async () => {
    const person = await withPasskey(server);
    const { added, client, email, passkey } = person;
    const [listed] = (await factorsOf(person)).passkeys;
    expect(listed).toEqual({ ...added, lastUsedAt: null });
    const id = listed?.id ?? '';
    expect(JSON.stringify(await factorsOf(person))).not.toContain(passkey.credentialId);
    const renamed = await client.put(`${PASSKEYS}/${id}`, { name: 'The red one' });
    expect(passkeySchema.parse(renamed.json).name).toBe('The red one');
    const proof = await shownAt(client, { path: `${PASSKEYS}/proof`, passkey });
    const fresh = await client.post('/api/v1/profile/recovery-codes', { current: PASSWORD, ...proof });
    const [recoveryCode] = recoveryCodesSchema.parse(fresh.json).recoveryCodes;
    const remove = (body: object) => client.post(`${PASSKEYS}/${id}/remove`, { current: PASSWORD, ...body });
    const unproven = await remove({});
    expect(code(unproven)).toEqual([422, 'invalid-input']);
    expect(problemSchema.parse(unproven.json).errors).toMatchObject([{ path: 'code' }]);
    expect(code(await remove(proof))).toEqual([409, 'challenge-not-open']);
    expect((await remove({ code: recoveryCode })).status).toBe(204);
    expect(await factorsOf(person)).toEqual({ totp: null, passkeys: [], recoveryCodesLeft: 0 });
    expect((await begin(email)).reply.status).toBe(201);
    await mails.nextTelling(email, 'has got another passkey');
    await mails.nextTelling(email, 'has got new recovery codes');
    await mails.nextTelling(email, 'has been removed');
  });

  it('name what is wrong with what was sent', async () => {
    const { client } = await withPasskey(server);
    const passkey = { clientDataJSON: 'e30', attestationObject: 'not base64url!', transports: [] };
    const refused = await client.post(PASSKEYS, { name: 'Key', passkey });
    expect(problemSchema.parse(refused.json).errors).toEqual([
      { path: 'passkey.attestationObject', message: 'Expected bytes in base64url, unpadded.' },
    ]);
    expect(code(await client.put(`${PASSKEYS}/${newId()}`, { name: 'A' }))).toEqual([
      404,
      'passkey-not-found',
    ]);
    expect(code(await client.put(`${PASSKEYS}/no-id`, { name: 'A' }))).toEqual([404, 'passkey-not-found']);
  });

  it('are set up by who must have a second factor, to whom everything else is closed until then', async () => {
    const owner = await server.signInAs('owner');
    const viewer = await server.signInAs('viewer');
    const policy = (roles: string[]) => owner.put('/api/v1/sign-in-policy', { secondFactorRoles: roles });
    await policy(['viewer']);
    expect(code(await viewer.get('/api/v1/entries'))).toEqual([403, 'second-factor-required']);
    await addFirstPasskey(viewer, newPasskey());
    expect((await viewer.get('/api/v1/entries')).status).toBe(200);
    await policy([]);
  });

  it('leave nothing by which somebody else could sign in', async () => {
    const email = await server.createUser('editor');
    const { client } = await begin(email);
    const passkey = newPasskey();
    const begun = await client.post(`${PASSKEYS}/options`, { current: PASSWORD }, keyed());
    const { challenge } = begun.json as { challenge: string };
    const body = {
      name: 'Telephone',
      passkey: passkey.create(begun.json as Parameters<typeof passkey.create>[0]),
    };
    const added = await client.post(PASSKEYS, body, keyed());
    const { recoveryCodes } = added.json as { recoveryCodes: string[] };
    expect([begun.status, added.status, recoveryCodes.length]).toEqual([200, 201, 10]);
    const tables = [
      'idempotency_key',
      'audit',
      'job',
      'recovery_code',
      'event',
      'passkey_challenge',
    ] as const;
    const rows = await Promise.all(
      tables.map((name) => test.database.db.selectFrom(name).selectAll().execute()),
    );
    const seen = JSON.stringify([rows, server.logLines, (await client.get(FACTORS)).text]);
    for (const secret of [challenge, PASSWORD, ...recoveryCodes]) expect(seen).not.toContain(secret);
  });
});

describe('passkeys where no browser makes them', () => {
  it('are not to be had, and it is said what to set', async () => {
    const test = await openTestDatabase('sqlite');
    const server = await startApiServer(test.database);
    const client = await server.signInAs('editor');
    const asked = [
      await client.post(`${PASSKEYS}/options`, { current: PASSWORD }),
      await server.client().post(`${SIGN_IN}-options`),
    ];
    for (const reply of asked) {
      expect(code(reply)).toEqual([409, 'passkeys-unavailable']);
      expect(problemSchema.parse(reply.json).detail).toContain('ADMIN_URL');
    }
    await server.close();
    await test.close();
  });
});
