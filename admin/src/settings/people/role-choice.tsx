import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ChoiceLine } from '../fields.tsx';
import { rolesQuery } from './people-queries.ts';
import { useRoleName } from './use-role-name.ts';

/** Drawn once the roles are known: what was chosen before is then among them. */
export function RoleChoice({ chosen }: { chosen: string }): ReactNode {
  const { t } = useLingui();
  const roleName = useRoleName();
  const { data: roles, error } = useQuery(rolesQuery);
  if (error !== null) return <p className="field-problem">{error.message}</p>;
  if (roles === undefined) return <p className="hint">{t`Reading…`}</p>;
  return (
    <ChoiceLine
      name="role"
      label={t`Role`}
      defaultValue={chosen}
      options={roles.map(({ id, name }) => [id, roleName(id, name)] as const)}
    />
  );
}
