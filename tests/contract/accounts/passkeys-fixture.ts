import { addPasskey } from '../../../server/accounts/add-passkey.ts';
import { beginPasskeyProof } from '../../../server/accounts/begin-passkey-proof.ts';
import { beginPasskeySignIn } from '../../../server/accounts/begin-passkey-sign-in.ts';
import { beginPasskeyStep } from '../../../server/accounts/begin-passkey-step.ts';
import { beginPasskey } from '../../../server/accounts/begin-passkey.ts';
import { createCodeGuard } from '../../../server/accounts/code-guard.ts';
import { finishWithPasskey } from '../../../server/accounts/finish-with-passkey.ts';
import { createPasskeyGuard } from '../../../server/accounts/passkey-guard.ts';
import { createPasswordGuard } from '../../../server/accounts/password-guard.ts';
import { signInWithPasskey } from '../../../server/accounts/sign-in-with-passkey.ts';
import type { Database } from '../../../server/store/database.ts';
import { createSoftwarePasskey, type Changes, type SoftwarePasskey } from '../../support/software-passkey.ts';
import { accept, after, CLIENT, enterHalfway, MAILING, newLink, OWNER, START } from './accounts-fixture.ts';

const { adminUrl } = MAILING;
const ORIGIN = new URL(adminUrl).origin;
export const MINUTE_MS = 60_000;
export const LATER = after(5 * MINUTE_MS);

export type Person = { userId: string; token: string };

/** What somebody who is signed in sends along, at that moment. */
export const ownCall = (database: Database, { token, userId }: Person, now = START) => ({
  userId,
  token,
  current: OWNER.password,
  site: 'example.org',
  issuer: 'example.org',
  client: CLIENT,
  guard: createPasswordGuard(database),
  codeGuard: createCodeGuard(database),
  mailing: MAILING,
  now,
  correlationId: 'test-1',
});

const device = (options?: { counts?: boolean }) => createSoftwarePasskey(ORIGIN, options);

/** The ways of passkeys from their begin to their end, by an owner who has just been made. */
export async function passkeysOf(database: Database) {
  const { token, user } = await accept(database, await newLink(database));
  const owner: Person = { userId: user.id, token };
  type Adding = { by?: Person; name?: string; changes?: Changes; code?: string };
  const add = async (
    passkey: SoftwarePasskey,
    { by = owner, changes = {}, code, name = 'Telephone' }: Adding = {},
  ) => {
    const options = await beginPasskey(database, { ...ownCall(database, by), code });
    return await addPasskey(database, {
      ...ownCall(database, by),
      name,
      passkey: passkey.create(options, changes),
    });
  };
  const halfway = async (now = LATER) => {
    const entered = await enterHalfway(database, { now });
    if (entered.state === 'signed-in') throw new Error('no second factor was asked for');
    return entered;
  };
  const beginStep = (pending: string, now = LATER) =>
    beginPasskeyStep(database, { token: pending, adminUrl, now });
  const finishStep = (pending: string | null, passkey: ReturnType<SoftwarePasskey['show']>, now = LATER) =>
    finishWithPasskey(database, { ...ownCall(database, owner, now), token: pending, passkey });
  const step = async (passkey: SoftwarePasskey, changes: Changes = {}) => {
    const pending = (await halfway()).token;
    return await finishStep(pending, passkey.show(await beginStep(pending), changes));
  };
  const beginSignIn = (now = LATER) =>
    beginPasskeySignIn(database, {
      address: CLIENT.address,
      guard: createPasskeyGuard(database),
      adminUrl,
      now,
    });
  const finishSignIn = (passkey: ReturnType<SoftwarePasskey['show']>, now = LATER) =>
    signInWithPasskey(database, {
      passkey,
      client: CLIENT,
      mailing: MAILING,
      now,
      correlationId: 'test-1',
    });
  const signIn = async (passkey: SoftwarePasskey, changes: Changes = {}) =>
    await finishSignIn(passkey.show(await beginSignIn(), changes));
  const prove = async (passkey: SoftwarePasskey, changes: Changes = {}) => {
    const options = await beginPasskeyProof(database, { userId: owner.userId, adminUrl, now: LATER });
    return passkey.show(options, changes);
  };
  return {
    owner,
    device,
    add,
    halfway,
    beginStep,
    finishStep,
    step,
    beginSignIn,
    finishSignIn,
    signIn,
    prove,
  };
}
