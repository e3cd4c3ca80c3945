import { lineProblem } from '../../model/text-rules.ts';
import { AppError } from '../errors.ts';
import type { StoredPasskey } from '../store/passkeys.ts';

/** More of them than anybody has devices. */
export const PASSKEYS_MAX = 20;

const NAME_MAX_CHARACTERS = 100;

/** A passkey as its user sees it: nothing by which it could be told anywhere else. */
export type Passkey = Pick<StoredPasskey, 'id' | 'name' | 'createdAt' | 'lastUsedAt' | 'isBackedUp'>;

export function passkeyOf({ createdAt, id, isBackedUp, lastUsedAt, name }: StoredPasskey): Passkey {
  return { id, name, createdAt, lastUsedAt, isBackedUp };
}

export function checkedPasskeyName(given: string): string {
  const name = given.trim();
  const message =
    name === '' ? 'Say which of your devices it is on.' : lineProblem(name, NAME_MAX_CHARACTERS);
  if (message === null) return name;
  throw new AppError('invalid-input', 'The passkey cannot have this name; nothing was changed.', {
    issues: [{ path: 'name', message }],
  });
}

export function passkeyNotFound(id: string): AppError {
  return new AppError(
    'passkey-not-found',
    `You have no passkey with the id ${id}. GET /api/v1/profile/second-factors lists those that you have.`,
  );
}

export function noPasskey(): AppError {
  return new AppError(
    'passkey-not-found',
    'Your account has no passkey to be shown. Give a code of your app, or a recovery code.',
  );
}

export function tooManyPasskeys(): AppError {
  return new AppError(
    'too-many-passkeys',
    `Your account has ${PASSKEYS_MAX} passkeys, as many as one may have. Remove one that you do not use.`,
  );
}
