import type { Transaction } from 'kysely';
import type { ShownPasskey } from '../../model/api/passkey.ts';
import { AppError } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { findPasskey } from '../store/passkeys.ts';
import type { Tables } from '../store/tables.ts';
import type { CodeGuard } from './code-guard.ts';
import { admitCode, type OwnFactorChange } from './own-second-factor.ts';
import { requireChallenge, takeChallenge } from './passkey-challenge.ts';
import { relyingPartyOf, type RelyingParty } from './relying-party.ts';
import { hasSecondFactor, notACode, useCode } from './second-factor.ts';
import { usePasskey } from './use-passkey.ts';
import { verifyShown, wrongPasskey, type VerifiedPasskey } from './verify-passkey.ts';

/** What somebody who is signed in shows besides their password before they change what they sign in with: one of the two. */
export type FactorProof = {
  code?: string | undefined;
  passkey?: ShownPasskey | undefined;
  codeGuard: CodeGuard;
};

export type ProvenChange = OwnFactorChange & FactorProof;

/** Looked at as far as it can be before the transaction that uses it. */
export type CheckedProof =
  | { kind: 'none' }
  | { kind: 'code'; code: string }
  | { kind: 'passkey'; verified: VerifiedPasskey; challenge: string; party: RelyingParty };

export async function checkProof(database: Database, change: ProvenChange): Promise<CheckedProof> {
  const { client, code, codeGuard, mailing, now, passkey: shown, userId } = change;
  if (code !== undefined && shown !== undefined) throw showOne('Send a code or a passkey, and not both.');
  if (code !== undefined) {
    await admitCode(database, { userId, client, code, guard: codeGuard, now });
    return { kind: 'code', code };
  }
  if (shown === undefined) return { kind: 'none' };
  const party = relyingPartyOf(mailing.adminUrl);
  const asked = { purpose: 'prove', userId, pendingHash: null, now } as const;
  const { clientDataJSON, id: credentialId } = shown;
  const challenge = await requireChallenge(database.db, { ...asked, clientDataJSON });
  const passkey = await findPasskey(database.db, { credentialId });
  if (passkey?.userId !== userId) throw wrongPasskey(party);
  return {
    kind: 'passkey',
    challenge,
    party,
    verified: await verifyShown(shown, { challenge, party, passkey }),
  };
}

type Use = { change: ProvenChange; proof: CheckedProof };

/** For who has a second factor: it takes one to change what there is. Under `lockSecondFactors`. */
export async function useProof(tx: Transaction<Tables>, { change, proof }: Use): Promise<void> {
  const { correlationId, now, userId } = change;
  if (proof.kind === 'none')
    throw showOne('Give a code, or show a passkey: your account has a second factor.');
  if (proof.kind === 'code') {
    if ((await useCode(tx, { userId, code: proof.code, now })) === null) throw notACode();
    return;
  }
  const { challenge, party, verified } = proof;
  await takeChallenge(tx, challenge);
  await usePasskey(tx, { verified, party, now, correlationId });
}

/** As `useProof`, where there may be none yet: then the password is enough. */
export async function useProofIfAny(tx: Transaction<Tables>, use: Use): Promise<void> {
  if (await hasSecondFactor(tx, use.change)) await useProof(tx, use);
}

/** Once it was good. */
export async function clearGuard({ client, codeGuard, now, userId }: ProvenChange): Promise<void> {
  await codeGuard.clear({ userId, address: client.address, now });
}

function showOne(message: string): AppError {
  return new AppError('invalid-input', 'Show one second factor besides your password; nothing was changed.', {
    issues: [{ path: 'code', message }],
  });
}
