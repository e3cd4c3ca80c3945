import { useLingui } from '@lingui/react/macro';
import type { SecondFactors } from '../../../model/api/second-factor.ts';
import type { ShownPasskey } from '../../../model/api/passkey.ts';
import { api } from '../api/api.ts';
import type { FormField } from '../ui/form.tsx';
import { canUsePasskeys, showPasskey } from '../sign-in/passkeys.ts';

export function hasSecondFactor({ passkeys, totp }: SecondFactors): boolean {
  return totp !== null || passkeys.length > 0;
}

/** What it takes to change what one signs in with: the password, and a second factor where there is one. */
export function useProofFields(factors: SecondFactors): FormField<'current' | 'code'>[] {
  const { t } = useLingui();
  const current: FormField<'current'> = {
    name: 'current',
    label: t`Your password`,
    type: 'password',
    autoComplete: 'current-password',
  };
  if (!hasSecondFactor(factors)) return [current];
  const known =
    factors.totp === null ? t`One of your recovery codes.` : t`What your app shows now, or a recovery code.`;
  const code = { name: 'code', label: t`Code`, type: 'text', autoComplete: 'one-time-code' } as const;
  return canShow(factors)
    ? [current, { ...code, isOptional: true, hint: t`${known} Leave it empty to use a passkey.` }]
    : [current, { ...code, hint: known }];
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
