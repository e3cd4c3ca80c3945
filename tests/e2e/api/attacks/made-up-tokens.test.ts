import { assert, asyncProperty, constantFrom, nat, oneof, string, tuple, type Arbitrary } from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newApiTokenSchema } from '../../../../model/api/api-token.ts';
import { problemSchema } from '../../../../model/api/problem.ts';
import { createOwnerLink } from '../../../../server/accounts/create-owner-link.ts';
import { openTestDatabase, type TestDatabase } from '../../../support/databases.ts';
import { PASSWORD, startApiServer, type ApiServer } from '../api-server.ts';
import type { Reply } from '../client.ts';
import { countRows } from '../count-rows.ts';
import { startMailPlace, type MailPlace } from '../mail-place.ts';
import { sendRaw } from './raw-request.ts';

const RUNS = 150;
/** Above what Node reads of all headers together. */
const LONGER_THAN_HEADERS = 20_000;

let test: TestDatabase;
let server: ApiServer;
let mails: MailPlace;
/** One of each kind that is good, to make others of. */
let good: Record<'api' | 'session' | 'signature' | 'invite' | 'reset' | 'owner', string>;
beforeAll(async () => {
  test = await openTestDatabase('sqlite');
  server = await startApiServer(test.database);
  mails = await startMailPlace(test.database);
  const owner = (await createOwnerLink(test.database, { now: new Date() }))?.token ?? '';
  const admin = await server.signInAs('admin');
  const made = await admin.post('/api/v1/tokens', { name: 'A program', scopes: ['read', 'write'] });
  await admin.post('/api/v1/invites', { email: 'ada@example.org', role: 'viewer' });
  const email = await server.createUser('author');
  await server.client().post('/api/v1/password-resets', { email });
  good = {
    owner,
    api: newApiTokenSchema.parse(made.json).token,
    session: admin.cookies.get('stillpress_session') ?? '',
    signature: admin.cookies.get('stillpress_session.sig') ?? '',
    invite: await mails.nextTokenTo('ada@example.org'),
    reset: await mails.nextTokenTo(email),
  };
});
afterAll(async () => {
  await mails.close();
  await server.close();
  await test.close();
});

/** Near a good one, or nothing like it: cut, with another character, longer, doubled, of another kind, or made up. */
function notQuite(token: string): Arbitrary<string> {
  const place = nat({ max: token.length - 1 });
  const visible = string({ unit: constantFrom(...Array.from('azAZ09-_.~!*()')) });
  return oneof(
    place.map((length) => token.slice(0, length)),
    place.map((start) => token.slice(start + 1)),
    tuple(place, nat({ max: 4 })).map(
      ([at, bit]) => token.slice(0, at) + flipped(token.charAt(at), bit) + token.slice(at + 1),
    ),
    visible.map((more) => token + more),
    visible.map((more) => more + token),
    constantFrom(
      token + token,
      token.toUpperCase(),
      token.toLowerCase(),
      Array.from(token).toReversed().join(''),
    ),
    constantFrom(...Object.values(good)),
    nat({ max: 6_000 }).map((length) => 'x'.repeat(length)),
    visible,
  ).filter((made) => made !== token);
}

/** Stays within what a token is made of, so that it is not refused for its form. */
function flipped(character: string, bit: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return alphabet.charAt(alphabet.indexOf(character) ^ (1 << bit));
}

/** All that an answer says, but for what is another one each time. */
function saidBy({ headers, json, status }: Reply): unknown {
  const { correlationId: _, instance: __, ...problem } = problemSchema.parse(json);
  const { date: ___, 'x-request-id': ____, ...rest } = headers;
  return { status, problem, headers: rest };
}

/** Whatever was made up, one and the same answer, and nothing has come of it. */
async function expectOneAnswer(token: string, ask: (made: string) => Promise<Reply>): Promise<unknown> {
  const before = await countRows(test.database);
  const answers = new Set<string>();
  await assert(
    asyncProperty(notQuite(token), async (made) => {
      answers.add(JSON.stringify(saidBy(await ask(made))));
      expect([made, answers.size]).toEqual([made, 1]);
    }),
    { numRuns: RUNS },
  );
  expect(await countRows(test.database)).toEqual(before);
  return JSON.parse([...answers][0] ?? 'null');
}

function askAsProgram(token: string): Promise<Reply> {
  return server.client().get('/api/v1/entries', { Authorization: `Bearer ${token}` });
}

describe('made-up credentials', { timeout: 120_000 }, () => {
  it('in place of an API token open nothing, and say nothing', async () => {
    expect(await expectOneAnswer(good.api, askAsProgram)).toMatchObject({
      status: 401,
      problem: { code: 'not-signed-in' },
      headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
    });
    expect((await askAsProgram(good.api)).status).toBe(200);
  });

  it('in place of a session open nothing, with the signature of a good one', async () => {
    const ask = (token: string) =>
      server.client().get('/api/v1/entries', {
        Cookie: `stillpress_session=${token}; stillpress_session.sig=${good.signature}`,
      });
    expect(await expectOneAnswer(good.session, ask)).toMatchObject({
      status: 401,
      problem: { code: 'not-signed-in' },
    });
    expect((await ask(good.session)).status).toBe(200);
  });

  it('in place of a signature open nothing', async () => {
    const ask = (signature: string) =>
      server.client().get('/api/v1/entries', {
        Cookie: `stillpress_session=${good.session}; stillpress_session.sig=${signature}`,
      });
    expect(await expectOneAnswer(good.signature, ask)).toMatchObject({ status: 401 });
  });

  it.each(['invite', 'reset'] as const)(
    'in place of the token of a link for %s are no link',
    async (kind) => {
      const folder = kind === 'invite' ? 'invites' : 'password-resets';
      const body = kind === 'invite' ? { name: 'Eve', password: PASSWORD } : { password: PASSWORD };
      const ask = (token: string) =>
        server.client().post(`/api/v1/${folder}/${encodeURIComponent(token === '' ? 'x' : token)}`, body);
      expect(await expectOneAnswer(good[kind], ask)).toMatchObject({
        status: 410,
        problem: { code: 'link-not-valid' },
      });
      expect((await ask(good[kind])).status).toBe(201);
    },
  );

  it('in place of the token of the owner’s link are no link', async () => {
    const person = { email: 'eve@example.org', name: 'Eve', password: PASSWORD };
    const ask = (token: string) => server.client().post('/api/v1/setup', { token, ...person });
    expect(await expectOneAnswer(good.owner, ask)).toMatchObject({
      status: 410,
      problem: { code: 'link-not-valid' },
    });
  });

  it.each([
    ['a NUL', () => `${good.api.slice(0, 10)}\0${good.api.slice(10)}`, 400],
    ['a line feed in the middle', () => `${good.api}\nX-Evil: yes`, 400],
    ['a carriage return', () => `${good.api}\rX-Evil: yes`, 400],
    ['bytes that are no ASCII', () => `${good.api}\xff\xfe`, 401],
    ['more than all headers may be', () => good.api + 'x'.repeat(LONGER_THAN_HEADERS), 431],
  ])('with %s open nothing', async (_, token, status) => {
    const lines = ['GET /api/v1/entries HTTP/1.1', `Authorization: Bearer ${token()}`];
    const reply = await sendRaw(server.port, lines);
    expect(reply.status).toBe(status);
    expect(reply.head + reply.body).not.toMatch(/x-evil/i);
    expect(
      (await server.client().get('/api/v1/entries', { Authorization: `Bearer ${good.api}` })).status,
    ).toBe(200);
  });

  it('have met no fault of ours', () => {
    const faults = server.logLines.filter((line) => /"level":(?:"error"|50)/.test(line));
    expect(faults).toEqual([]);
  });
});
