import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { passkeyCreationSchema } from '../../../../model/api/passkey.ts';
import { problemSchema } from '../../../../model/api/problem.ts';
import { sessionSchema } from '../../../../model/api/account.ts';
import { openTestDatabase, type TestDatabase } from '../../../support/databases.ts';
import type { Changes } from '../../../support/software-passkey.ts';
import { PASSWORD, startApiServer, type ApiServer } from '../api-server.ts';
import type { Client, Reply } from '../client.ts';
import {
  ADMIN_URL,
  newPasskey,
  PASSKEYS,
  show,
  shownAt,
  SIGN_IN,
  STEP,
  withPasskey,
} from '../passkey-place.ts';

const SESSION = '/api/v1/session';
const SIGN_INS_PER_NETWORK = 100;

let test: TestDatabase;
let server: ApiServer;
beforeAll(async () => {
  test = await openTestDatabase('sqlite');
  server = await startApiServer(test.database, { adminUrl: ADMIN_URL });
});
afterAll(async () => {
  await server.close();
  await test.close();
});

const code = ({ json, status }: Reply): [number, string] => [status, problemSchema.parse(json).code];
const said = ({ json }: Reply) => problemSchema.parse(json).detail;
const WRONG = [401, 'wrong-passkey'];
const NOT_OPEN = [409, 'challenge-not-open'];
const beginAs = async (client: Client) =>
  passkeyCreationSchema.parse((await client.post(`${PASSKEYS}/options`, { current: PASSWORD })).json);
/** A browser that has given the password of somebody with a passkey. */
const halfway = async (email: string): Promise<Client> => {
  const client = server.client();
  expect((await client.post(SESSION, { email, password: PASSWORD })).status).toBe(202);
  return client;
};
const expectSignedOut = async (client: Client): Promise<void> =>
  expect(code(await client.get(SESSION))).toEqual([401, 'not-signed-in']);

describe('what a passkey has signed', () => {
  it.each<[string, Changes]>([
    ['at a page of somebody else', { origin: 'https://admin.example.evil.example' }],
    ['at a page of the site that is none of the admin', { origin: 'https://site.example' }],
    ['for the name of somebody else', { rpId: 'evil.example' }],
  ])('%s opens nothing here', async (_, changes) => {
    const { email, passkey } = await withPasskey(server);
    const stranger = server.client();
    expect(code(await show(stranger, { path: SIGN_IN, passkey, changes }))).toEqual(WRONG);
    await expectSignedOut(stranger);
    const client = await halfway(email);
    expect(code(await show(client, { path: STEP, passkey, changes }))).toEqual(WRONG);
    await expectSignedOut(client);
  });

  it('opens nothing a second time', async () => {
    const { passkey } = await withPasskey(server);
    const shown = await shownAt(server.client(), { path: SIGN_IN, passkey });
    expect((await server.client().post(SIGN_IN, shown)).status).toBe(201);
    const thief = server.client();
    expect(code(await thief.post(SIGN_IN, shown))).toEqual(NOT_OPEN);
    await expectSignedOut(thief);
  });

  it('without looking at its holder opens nothing without a password', async () => {
    const { passkey } = await withPasskey(server);
    const thief = server.client();
    const changes = { isHolderVerified: false };
    expect(code(await show(thief, { path: SIGN_IN, passkey, changes }))).toEqual(WRONG);
    await expectSignedOut(thief);
  });

  it('of what somebody else was asked opens nothing', async () => {
    const [eve, victim] = [await withPasskey(server), await withPasskey(server)];
    const [ofEve, ofVictim] = [await halfway(eve.email), await halfway(victim.email)];
    const shown = await shownAt(ofEve, { path: STEP, passkey: eve.passkey });
    await shownAt(ofVictim, { path: STEP, passkey: victim.passkey });
    expect(code(await ofVictim.post(STEP, shown))).toEqual(NOT_OPEN);
    const borrowed = await shownAt(ofVictim, { path: STEP, passkey: eve.passkey });
    expect(code(await ofVictim.post(STEP, borrowed))).toEqual(WRONG);
    await expectSignedOut(ofVictim);
  });

  it('for a challenge that nobody has asked opens nothing', async () => {
    const { passkey } = await withPasskey(server);
    const changes = { challenge: 'bWFkZSB1cA' };
    const reply = await show(server.client(), { path: SIGN_IN, passkey, changes });
    expect(code(reply)).toEqual(NOT_OPEN);
  });

  it('opens nothing once its holder is deactivated, and says no more than for one that nobody has', async () => {
    const { client, passkey } = await withPasskey(server);
    const { user } = sessionSchema.parse((await client.get(SESSION)).json);
    const shown = await shownAt(server.client(), { path: SIGN_IN, passkey });
    const admin = await server.signInAs('admin');
    expect((await admin.post(`/api/v1/users/${user.id}/deactivate`)).status).toBe(200);
    const ofDeactivated = await server.client().post(SIGN_IN, shown);
    const ofNobody = await show(server.client(), { path: SIGN_IN, passkey: newPasskey() });
    expect(code(ofDeactivated)).toEqual(WRONG);
    expect(said(ofNobody)).toBe(said(ofDeactivated));
  });
});

describe('a new passkey', () => {
  it('under the id of somebody else’s takes nothing from them', async () => {
    const victim = await withPasskey(server);
    const eve = await server.signInAs('viewer');
    const { credentialId } = victim.passkey;
    const created = newPasskey().create(await beginAs(eve), { credentialId });
    expect(code(await eve.post(PASSKEYS, { name: 'Mine', passkey: created }))).toEqual([
      409,
      'passkey-exists',
    ]);
    expect((await show(server.client(), { path: SIGN_IN, passkey: victim.passkey })).status).toBe(201);
  });

  it('that was made for what somebody else was asked is not added', async () => {
    const [eve, victim] = [await server.signInAs('viewer'), await server.signInAs('viewer')];
    const created = newPasskey().create(await beginAs(victim));
    expect(code(await eve.post(PASSKEYS, { name: 'Mine', passkey: created }))).toEqual(NOT_OPEN);
  });

  it('is not renamed, removed or made by a session without the password', async () => {
    const victim = await withPasskey(server);
    const eve = await server.signInAs('viewer');
    const path = `${PASSKEYS}/${victim.added.id}`;
    expect(code(await eve.put(path, { name: 'Mine' }))).toEqual([404, 'passkey-not-found']);
    expect(code(await eve.post(`${path}/remove`, { current: PASSWORD, code: 'x' }))).toEqual([
      404,
      'passkey-not-found',
    ]);
    const guess = { current: 'a guess at it' };
    expect(code(await victim.client.post(`${path}/remove`, guess))).toEqual([422, 'invalid-input']);
    expect(code(await victim.client.post(`${PASSKEYS}/options`, guess))).toEqual([422, 'invalid-input']);
    // With a second factor, the password alone adds none either.
    const alone = { current: PASSWORD };
    expect(code(await victim.client.post(`${PASSKEYS}/options`, alone))).toEqual([422, 'invalid-input']);
  });
});

it('sign-ins with a passkey are begun so often from one network, and no more', async () => {
  const nobodyYet = await openTestDatabase('sqlite');
  const own = await startApiServer(nobodyYet.database, { adminUrl: ADMIN_URL });
  const begin = () => own.client().post(`${SIGN_IN}-options`);
  for (let count = 0; count < SIGN_INS_PER_NETWORK; count++) expect((await begin()).status).toBe(200);
  const refused = await begin();
  expect(code(refused)).toEqual([429, 'too-many-attempts']);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  await own.close();
  await nobodyYet.close();
});
