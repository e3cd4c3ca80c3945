import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { decodeList, encodeList } from './json.ts';
import type { RoleColumns } from './roles.ts';
import type { Tables } from './tables.ts';

/** The roles that must have a second factor: names of those that every site has, and ids of its own. */
export async function readSecondFactorRoles(tx: Kysely<Tables>): Promise<string[]> {
  const { roles } = await tx
    .selectFrom('sign_in_policy')
    .select('second_factor_roles as roles')
    .executeTakeFirstOrThrow();
  return decodeList(roles);
}

export async function setSecondFactorRoles(
  tx: Kysely<Tables>,
  { roles }: { roles: readonly string[] },
): Promise<void> {
  await tx
    .updateTable('sign_in_policy')
    .set({ second_factor_roles: encodeList(roles) })
    .execute();
}

/** How many of them a user has, as part of a query of users. */
const SECOND_FACTORS = sql<number | string>`((select count(*) from totp
  where totp.user_id = ${sql.ref('user.id')} and totp.confirmed_at is not null)
  + (select count(*) from passkey where passkey.user_id = ${sql.ref('user.id')}))`;

export type RoleCount = {
  /** Its name or, of one that the site has made, its id. */
  role: string;
  users: number;
  withoutSecondFactor: number;
};

/** Of those who may sign in, by role; without the roles that nobody has. */
export async function countUsersByRole(tx: Kysely<Tables>): Promise<RoleCount[]> {
  const rows = await tx
    .selectFrom('user')
    .select(({ fn }) => [
      'role',
      'role_id as roleId',
      fn.countAll<number | string>().as('users'),
      sql<number | string>`count(*) filter (where ${SECOND_FACTORS} = 0)`.as('withoutSecondFactor'),
    ])
    .where('disabled_at', 'is', null)
    .groupBy(['role', 'role_id'])
    .execute();
  return rows.map(({ role, roleId, users, withoutSecondFactor }) => ({
    role: roleId ?? role,
    users: Number(users),
    withoutSecondFactor: Number(withoutSecondFactor),
  }));
}

/** Part of the query that finds out who asks, since each request depends on it. */
export const secondFactorColumns = [
  sql<string>`(select second_factor_roles from sign_in_policy)`.as('secondFactorRoles'),
  SECOND_FACTORS.as('secondFactors'),
] as const;

export type SecondFactorColumns = { secondFactorRoles: string; secondFactors: number | string };

/** Whether the user must have a second factor and has none. */
export function lacksSecondFactor({
  role,
  roleId,
  secondFactorRoles,
  secondFactors,
}: SecondFactorColumns & Pick<RoleColumns, 'role' | 'roleId'>): boolean {
  return Number(secondFactors) === 0 && decodeList(secondFactorRoles).includes(roleId ?? role);
}
