import { useLingui } from '@lingui/react/macro';
import type { FormField } from '../ui/form.tsx';

export function useEmailField(): FormField<'email'> {
  const { t } = useLingui();
  return { name: 'email', label: t`E-mail address`, type: 'email', autoComplete: 'username' };
}

export function useNameField(): FormField<'name'> {
  const { t } = useLingui();
  return { name: 'name', label: t`Your name`, type: 'text', autoComplete: 'name' };
}

export function useNewPasswordField(): FormField<'password'> {
  const { t } = useLingui();
  return {
    name: 'password',
    label: t`Password`,
    type: 'password',
    autoComplete: 'new-password',
    hint: t`At least 10 characters. A sentence is easy to remember and hard to guess.`,
  };
}

/** Of an app, or in its place one that was written down. */
export function useCodeField(): FormField<'code'> {
  const { t } = useLingui();
  return {
    name: 'code',
    label: t`Code`,
    type: 'text',
    autoComplete: 'one-time-code',
    hint: t`What your app shows now, or one of your recovery codes.`,
  };
}
