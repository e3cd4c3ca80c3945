import type { FormField } from '../ui/form.tsx';

export const EMAIL: FormField<'email'> = {
  name: 'email',
  label: 'E-mail address',
  type: 'email',
  autoComplete: 'username',
};
