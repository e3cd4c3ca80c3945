import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from 'koa';
import { canonicalJson } from '../../model/canonical-json.ts';
import { hashSlowly } from '../accounts/password.ts';
import { AppError } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { claimKey, keepAnswer, readKey, type NamedRequest } from '../store/idempotency-keys.ts';
import type { ApiServices } from './api-deps.ts';
import type { Session } from './authenticate.ts';
import type { Answer } from './route.ts';

type Answered = Answer & { body?: unknown };

export type Asked = {
  deps: ApiServices;
  session: Session | null;
  body: unknown;
  /** Whether there is a password in the body. */
  hasSecrets: boolean;
  /** Does what is asked, with the database that it is given. */
  answer: (deps: ApiServices) => Promise<Answered>;
};

const KEY = /^[\x21-\x7e]{1,255}$/;
const KEPT_MS = 24 * 60 * 60 * 1000;
/** Whoever did it has committed it already, and only answers. */
const ANSWER_TIMEOUT_MS = 5_000;
const LOOK_EVERY_MS = 20;

/**
 * A write with an `Idempotency-Key` is done once, however often it is sent: the key is taken in the very transaction that does it. Sent
 * again, it gets the answer of then. What was refused has changed nothing and may be tried again under the same key.
 */
export async function answerOnce(ctx: Context, asked: Asked): Promise<Answered> {
  const { answer, deps, session } = asked;
  const key = ctx.headers['idempotency-key'];
  if (key === undefined || session === null || ctx.method === 'GET') return await answer(deps);
  requireUsable(key);
  const named = { userId: session.user.id, key };
  const request = { ...named, requestHash: await hashRequest(ctx, asked, named) };
  const known = await findAnswer(ctx, { deps, request });
  if (known !== null) return known;
  const claim = { isDone: false };
  try {
    const answered = await answer(withClaim(deps, { claim, request }));
    if (claim.isDone && answered.isSecret !== true) await keep(deps, { request, answered });
    return answered;
  } catch (error) {
    // Somebody else may have done it meanwhile, which is why it was refused here.
    const done = claim.isDone ? null : await findAnswer(ctx, { deps, request });
    if (done !== null) return done;
    throw error;
  }
}

function requireUsable(key: string | string[]): asserts key is string {
  if (typeof key === 'string' && KEY.test(key)) return;
  throw new AppError('invalid-input', 'The header Idempotency-Key cannot be used; nothing was changed.', {
    issues: [
      { path: 'header.Idempotency-Key', message: 'Send 1 to 255 visible ASCII characters, such as a UUID.' },
    ],
  });
}

async function hashRequest(
  ctx: Context,
  { body, hasSecrets }: Asked,
  { key, userId }: Pick<NamedRequest, 'userId' | 'key'>,
): Promise<string> {
  const asked = canonicalJson([ctx.method, ctx.url, ctx.get('If-Match'), body ?? null]);
  // Whoever has a copy of the database must not be able to try passwords on it any faster than on those of the accounts.
  if (hasSecrets) return await hashSlowly(asked, { name: `${userId} ${key}` });
  return createHash('sha256').update(asked).digest('hex');
}

type Claimed = { claim: { isDone: boolean }; request: NamedRequest };

function withClaim(deps: ApiServices, claimed: Claimed): ApiServices {
  const database = claiming(deps.database, { ...claimed, now: deps.authoring.now });
  return { ...deps, database, authoring: { ...deps.authoring, database } };
}

/** The first write that is committed takes the key along. */
function claiming(database: Database, { claim, now, request }: Claimed & { now: () => Date }): Database {
  const write: Database['write'] = async (work) => {
    const isFirst = !claim.isDone;
    const result = await database.write(async (tx) => {
      if (isFirst && !(await claimKey(tx, { ...request, now: now().toISOString() }))) throw new KeyTaken();
      return await work(tx);
    });
    claim.isDone = true;
    return result;
  };
  return { ...database, write, writeStatement: write };
}

class KeyTaken extends Error {}

/** What was answered then; null where nothing has been done under this key. */
async function findAnswer(
  ctx: Context,
  { deps, request }: { deps: ApiServices; request: NamedRequest },
): Promise<Answered | null> {
  const giveUpAt = Date.now() + ANSWER_TIMEOUT_MS;
  for (;;) {
    const found = await readKey(deps.database.db, request);
    if (found === null) return null;
    if (found.requestHash !== request.requestHash) throw keyReused();
    if (found.answer !== null) {
      ctx.set('Idempotency-Replayed', 'true');
      return found.answer;
    }
    const since = deps.authoring.now().getTime() - Date.parse(found.createdAt);
    if (since > ANSWER_TIMEOUT_MS || Date.now() > giveUpAt) throw answerLost();
    await delay(LOOK_EVERY_MS);
  }
}

async function keep(
  { authoring, database }: ApiServices,
  { answered, request }: { answered: Answered; request: NamedRequest },
): Promise<void> {
  const before = new Date(authoring.now().getTime() - KEPT_MS).toISOString();
  await database.write((tx) => keepAnswer(tx, request, { answer: { ...answered }, before }));
}

function keyReused(): AppError {
  return new AppError(
    'key-reused',
    'This Idempotency-Key has been sent with another request within the last day. Nothing was changed. Use a new key for each request, and the same one only to send it again.',
  );
}

function answerLost(): AppError {
  return new AppError(
    'answer-lost',
    'A request with this Idempotency-Key has been carried out, and its answer was lost on the way. Read what it was about to see what it has become.',
  );
}
