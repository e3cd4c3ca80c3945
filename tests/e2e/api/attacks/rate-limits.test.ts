import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { problemSchema } from '../../../../model/api/problem.ts';
import type { TrustProxy } from '../../../../server/trust-proxy.ts';
import { openTestDatabase, type TestDatabase } from '../../../support/databases.ts';
import { PASSWORD, startApiServer, type ApiServer } from '../api-server.ts';

/** As many as one account may try from one network. */
const ATTEMPTS = 10;
const LOCALHOST: TrustProxy = { kind: 'addresses', ranges: ['127.0.0.0/8', '10.0.0.0/8'] };

let test: TestDatabase;
let server: ApiServer | null;
beforeEach(async () => {
  test = await openTestDatabase('sqlite');
  server = null;
});
afterEach(async () => {
  await server?.close();
  await test.close();
});

type Guess = { headers?: Record<string, string>; email?: (email: string) => string };

/** The code that each of more guesses than are allowed is answered with, and what becomes of the right password after them. */
async function guess(trustProxy: TrustProxy, disguise: (round: number) => Guess): Promise<string[]> {
  server = await startApiServer(test.database, { trustProxy });
  const address = await server.createUser('editor');
  const codes: string[] = [];
  for (let round = 0; round <= ATTEMPTS; round++) {
    const { email = (plain: string) => plain, headers = {} } = disguise(round);
    const password = round === ATTEMPTS ? PASSWORD : `a wrong pass phrase ${round}`;
    const reply = await server.client().post('/api/v1/session', { email: email(address), password }, headers);
    codes.push(reply.status === 201 ? 'signed-in' : problemSchema.parse(reply.json).code);
  }
  return codes;
}

const REFUSED = [...Array<string>(ATTEMPTS).fill('wrong-credentials'), 'too-many-attempts'];
const LET_IN = [...Array<string>(ATTEMPTS).fill('wrong-credentials'), 'signed-in'];

const everythingElse = (round: number): Guess => ({
  headers: {
    Forwarded: `for=203.0.113.${round};host=h${round}.example`,
    'User-Agent': `Browser ${round}`,
    'X-Forwarded-Host': `h${round}.example`,
    'Accept-Language': `x-${round}`,
    Cookie: `visitor=${round}`,
  },
});
const holderElsewhere = (round: number): Guess => ({
  headers: { 'X-Forwarded-For': round === ATTEMPTS ? '198.51.100.7' : '192.0.2.1' },
});
const claimedProxy = (round: number): Guess => ({
  headers: { 'X-Forwarded-For': `203.0.113.${round}, 10.0.0.1` },
});

describe('who guesses at a password', { timeout: 60_000 }, () => {
  it.each([
    'X-Forwarded-For',
    'X-Real-IP',
    'X-Client-IP',
    'X-Cluster-Client-IP',
    'X-Originating-IP',
    'X-Remote-Addr',
    'True-Client-IP',
    'CF-Connecting-IP',
    'Fastly-Client-IP',
    'Client-IP',
    'Via',
  ])('gets no more attempts by another %s each time', async (name) => {
    const disguise = (round: number): Guess => ({ headers: { [name]: `203.0.113.${round}` } });
    expect(await guess({ kind: 'none' }, disguise)).toEqual(REFUSED);
  });

  it('gets no more by a Forwarded, by other browsers, or by other hosts', async () => {
    expect(await guess({ kind: 'none' }, everythingElse)).toEqual(REFUSED);
  });

  it('gets no more by writing the address in other ways', async () => {
    const ways = [
      (plain: string) => plain,
      (plain: string) => plain.toUpperCase(),
      (plain: string) => ` ${plain} `,
    ];
    const disguise = (round: number): Guess => ({ email: ways[round % ways.length] ?? ((plain) => plain) });
    expect(await guess({ kind: 'none' }, disguise)).toEqual(REFUSED);
  });

  it.each<[name: string, trustProxy: TrustProxy, forwardedFor: (round: number) => string]>([
    [
      'behind one proxy, by what stands before its entry',
      { kind: 'hops', hops: 1 },
      (n) => `203.0.113.${n}, 192.0.2.1`,
    ],
    [
      'behind two, by what stands before both',
      { kind: 'hops', hops: 2 },
      (n) => `203.0.113.${n}, 192.0.2.1, 10.0.0.1`,
    ],
    ['behind a known proxy, by what stands before its entry', LOCALHOST, (n) => `203.0.113.${n}, 192.0.2.1`],
    [
      'behind a chain of them, by naming a proxy further out',
      LOCALHOST,
      (n) => `10.9.9.${n}, 192.0.2.1, 10.0.0.1`,
    ],
    [
      'behind a proxy that gives no address, by what stands before that',
      { kind: 'hops', hops: 1 },
      (n) => `203.0.113.${n}, unknown`,
    ],
    [
      'behind one proxy, by other addresses of one IPv6 network',
      { kind: 'hops', hops: 1 },
      (n) => `2001:db8:1:2::${n}`,
    ],
    [
      'behind one proxy, by writing an IPv4 address as IPv6',
      { kind: 'hops', hops: 1 },
      (n) => (n % 2 === 0 ? '192.0.2.1' : '::ffff:192.0.2.1'),
    ],
  ])('gets no more %s', async (_, trustProxy, forwardedFor) => {
    const disguise = (round: number): Guess => ({ headers: { 'X-Forwarded-For': forwardedFor(round) } });
    expect(await guess(trustProxy, disguise)).toEqual(REFUSED);
  });

  it('takes nothing from the account’s holder elsewhere, whom the proxy tells apart', async () => {
    expect(await guess({ kind: 'hops', hops: 1 }, holderElsewhere)).toEqual(LET_IN);
  });

  it('gets no more where a known proxy is claimed, and the connection is none', async () => {
    const onlyTen: TrustProxy = { kind: 'addresses', ranges: ['10.0.0.0/8'] };
    expect(await guess(onlyTen, claimedProxy)).toEqual(REFUSED);
  });
});

describe('who asks for mails', () => {
  it('gets no more of them by headers', async () => {
    server = await startApiServer(test.database);
    const statuses: number[] = [];
    for (let round = 0; round <= 20; round++) {
      const headers = { 'X-Forwarded-For': `203.0.113.${round}`, 'X-Real-IP': `203.0.113.${round}` };
      const email = `somebody-${round}@example.org`;
      statuses.push((await server.client().post('/api/v1/password-resets', { email }, headers)).status);
    }
    expect(statuses).toEqual([...Array<number>(20).fill(202), 429]);
  });
});
