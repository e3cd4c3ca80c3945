import type { SecondFactors } from '../../../model/api/second-factor.ts';
import type { ShownPasskey } from '../../../model/api/passkey.ts';
import { api } from '../api/api.ts';
import type { FormField } from '../ui/form.tsx';
import { canUsePasskeys, showPasskey } from '../sign-in/passkeys.ts';

const CURRENT: FormField<'current'> = {
  name: 'current',
  label: 'Your password',
  type: 'password',
  autoComplete: 'current-password',
};

const CODE = { name: 'code', label: 'Code', type: 'text', autoComplete: 'one-time-code' } as const;

export function hasSecondFactor({ passkeys, totp }: SecondFactors): boolean {
  return totp !== null || passkeys.length > 0;
}

/** What it takes to change what one signs in with: the password, and a second factor where there is one. */
export function proofFields(factors: SecondFactors): FormField<'current' | 'code'>[] {
  if (!hasSecondFactor(factors)) return [CURRENT];
  const known =
    factors.totp === null ? 'One of your recovery codes.' : 'What your app shows now, or a recovery code.';
  return canShow(factors)
    ? [CURRENT, { ...CODE, isOptional: true, hint: `${known} Leave it empty to use a passkey.` }]
    : [CURRENT, { ...CODE, hint: known }];
}

/** What was typed; where no code was, the browser asks for a passkey. */
export async function proofOf(
  factors: SecondFactors,
  { code = '', current }: { current: string; code?: string },
): Promise<{ current: string; code?: string; passkey?: ShownPasskey }> {
  if (!hasSecondFactor(factors)) return { current };
  if (code !== '' || !canShow(factors)) return { current, code };
  return { current, passkey: await showPasskey((await api.beginPasskeyProof()).body) };
}

function canShow({ passkeys }: SecondFactors): boolean {
  return passkeys.length > 0 && canUsePasskeys();
}
