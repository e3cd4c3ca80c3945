import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemSchema } from '../../../../model/api/problem.ts';
import { hashPassword } from '../../../../server/accounts/password.ts';
import { newId } from '../../../../server/store/new-id.ts';
import { insertUser } from '../../../../server/store/users.ts';
import { openTestDatabase, type TestDatabase } from '../../../support/databases.ts';
import { startApiServer, type ApiServer } from '../api-server.ts';
import type { Reply } from '../client.ts';

/**
 * How often one of the first kind takes longer, of all pairs: 0.5 where nobody could tell them apart. Whatever else the machine does, it does to both
 * alike; chance alone takes the share further from 0.5 than this less than once in a million times, and what is quick needs more samples to show.
 */
type Measure = { samples: number; apart: number };
const SLOW: Measure = { samples: 40, apart: 0.35 };
const QUICK: Measure = { samples: 400, apart: 0.125 };

const PASSWORD = 'correct horse battery';
/** Longer than any window in which attempts are counted. */
const STEP_MS = 60 * 60_000;

let test: TestDatabase;
let server: ApiServer;
let passedMs = 0;
let passwordHash: string;
beforeAll(async () => {
  test = await openTestDatabase('sqlite');
  passwordHash = await hashPassword(PASSWORD);
  server = await startApiServer(test.database, { now: () => new Date(Date.now() + passedMs) });
});
afterAll(async () => {
  await server.close();
  await test.close();
});

const newEmail = (): string => `somebody-${newId()}@example.org`;

async function withAccount({ disabled = false } = {}): Promise<string> {
  const email = newEmail();
  const user = { id: newId(), email, name: 'S', role: 'viewer', passwordHash } as const;
  await test.database.write(async (tx) => {
    await insertUser(tx, { ...user, createdAt: new Date().toISOString() });
    if (disabled)
      await tx
        .updateTable('user')
        .set({ disabled_at: new Date().toISOString() })
        .where('id', '=', user.id)
        .execute();
  });
  return email;
}

type Kind = () => Promise<string>;
type Ask = (email: string) => Promise<Reply>;

type Comparison = Measure & { kinds: readonly [Kind, Kind]; ask: Ask };

/** Asks for one of each kind in turns, so that both meet the same machine, and says what they were answered and how often the first took longer. */
async function sample({ apart, ask, kinds: [first, second], samples }: Comparison) {
  const times: [number[], number[]] = [[], []];
  const answers = new Set<string>();
  // The first of all pays for what is made once.
  await ask(newEmail());
  for (let round = 0; round < samples; round++) {
    for (const place of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      passedMs += STEP_MS;
      const email = await (place === 0 ? first : second)();
      const begun = performance.now();
      const reply = await ask(email);
      times[place].push(performance.now() - begun);
      answers.add(saidBy(reply));
    }
  }
  return { share: shareOfLonger(times[0], times[1]), answers, apart };
}

function saidBy({ headers, json, status, text }: Reply): string {
  const { date: _, 'x-request-id': __, ...rest } = headers;
  const problem = status < 400 ? text : { ...problemSchema.parse(json), correlationId: '' };
  return JSON.stringify([status, rest, problem]);
}

function shareOfLonger(first: readonly number[], second: readonly number[]): number {
  let longer = 0;
  for (const one of first) for (const other of second) longer += one > other ? 1 : 0;
  return longer / (first.length * second.length);
}

function expectAlike({ answers, apart, share }: Awaited<ReturnType<typeof sample>>): void {
  expect(answers.size).toBe(1);
  expect(Math.abs(share - 0.5)).toBeLessThan(apart);
}

const signIn: Ask = (email) =>
  server.client().post('/api/v1/session', { email, password: 'a wrong pass phrase' });
const signInRightly: Ask = (email) => server.client().post('/api/v1/session', { email, password: PASSWORD });
const askForReset: Ask = (email) => server.client().post('/api/v1/password-resets', { email });
const withoutAccount: Kind = async () => newEmail();
const withDisabledAccount: Kind = () => withAccount({ disabled: true });

describe('who has an account', { timeout: 180_000 }, () => {
  it('is not told by a sign-in, neither in words nor in time', async () => {
    expectAlike(await sample({ kinds: [withAccount, withoutAccount], ask: signIn, ...SLOW }));
  });

  it('is not told by a sign-in to an account that is deactivated, with its password', async () => {
    expectAlike(await sample({ kinds: [withDisabledAccount, withoutAccount], ask: signInRightly, ...SLOW }));
  });

  it('is not told by asking for a new password, neither in words nor in time', async () => {
    expectAlike(await sample({ kinds: [withAccount, withoutAccount], ask: askForReset, ...QUICK }));
  });
});
