import { useLingui } from '@lingui/react';
import { roleNameWords } from './role-words.ts';

/** What a role is called, by its id and the name that the server knows. */
export function useRoleName(): (role: string, name: string) => string {
  const { i18n } = useLingui();
  return (role, name) => {
    const words = roleNameWords(role);
    return words === undefined ? name : i18n._(words);
  };
}
