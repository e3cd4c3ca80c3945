import type { Kysely } from 'kysely';
import type { CustomRole, Role } from '../../model/permission.ts';
import { roleColumns, roleOf, type RoleColumns } from './roles.ts';
import type { Tables } from './tables.ts';

export type StoredUser = {
  id: string;
  /** Lower case. */
  email: string;
  name: string;
  role: Role | CustomRole;
  passwordHash: string;
  createdAt: string;
  disabledAt: string | null;
};

/** Fails with a unique violation (`isUniqueViolation`) if the address has an account already. */
export async function insertUser(tx: Kysely<Tables>, user: Omit<StoredUser, 'disabledAt'>): Promise<void> {
  await tx
    .insertInto('user')
    .values({
      id: user.id,
      email: user.email,
      name: user.name,
      ...roleColumns(user.role),
      password_hash: user.passwordHash,
      created_at: user.createdAt,
      disabled_at: null,
    })
    .execute();
}

export async function readUser(tx: Kysely<Tables>, { id }: { id: string }): Promise<StoredUser | null> {
  const row = await selectUsers(tx).where('user.id', '=', id).executeTakeFirst();
  return row === undefined ? null : storedUser(row);
}

export async function findUserByEmail(
  tx: Kysely<Tables>,
  { email }: { email: string },
): Promise<StoredUser | null> {
  const row = await selectUsers(tx).where('user.email', '=', email).executeTakeFirst();
  return row === undefined ? null : storedUser(row);
}

/** Ask under `lockDecision` before making one. */
export async function hasOwner(tx: Kysely<Tables>): Promise<boolean> {
  const row = await tx
    .selectFrom('user')
    .select('id')
    .where('role', '=', 'owner')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** By address. */
export async function listUsers(tx: Kysely<Tables>): Promise<StoredUser[]> {
  return (await selectUsers(tx).orderBy('user.email').execute()).map(storedUser);
}

/** Whether anybody but this user is an owner and can sign in. Ask under `lockDecision` before taking one away. */
export async function hasOtherActiveOwner(tx: Kysely<Tables>, { id }: { id: string }): Promise<boolean> {
  const row = await tx
    .selectFrom('user')
    .select('id')
    .where('role', '=', 'owner')
    .where('disabled_at', 'is', null)
    .where('id', '!=', id)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export async function setUserRole(
  tx: Kysely<Tables>,
  { id, role }: Pick<StoredUser, 'id' | 'role'>,
): Promise<void> {
  await tx.updateTable('user').set(roleColumns(role)).where('id', '=', id).execute();
}

export async function setUserDisabledAt(
  tx: Kysely<Tables>,
  { id, disabledAt }: Pick<StoredUser, 'id' | 'disabledAt'>,
): Promise<void> {
  await tx.updateTable('user').set({ disabled_at: disabledAt }).where('id', '=', id).execute();
}

/** In the place of the hash that is named, or of any. Whether it was still there. */
export async function setUserPassword(
  tx: Kysely<Tables>,
  { id, passwordHash, replaced }: Pick<StoredUser, 'id' | 'passwordHash'> & { replaced?: string },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('user')
    .set({ password_hash: passwordHash })
    .where('id', '=', id)
    .$if(replaced !== undefined, (query) => query.where('password_hash', '=', replaced ?? ''))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/**
 * Fails with a unique violation (`isUniqueViolation`) if the address has an account already. Where a hash is named, only as long as it is the
 * user's: whether it was.
 */
export async function setUserProfile(
  tx: Kysely<Tables>,
  profile: Pick<StoredUser, 'id' | 'name' | 'email'> & { passwordHash?: string },
): Promise<boolean> {
  const { email, id, name, passwordHash } = profile;
  const { numUpdatedRows } = await tx
    .updateTable('user')
    .set({ name, email })
    .where('id', '=', id)
    .$if(passwordHash !== undefined, (query) => query.where('password_hash', '=', passwordHash ?? ''))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** By id. */
export async function readUserNames(
  tx: Kysely<Tables>,
  { ids }: { ids: readonly string[] },
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.selectFrom('user').select(['id', 'name']).where('id', 'in', ids).execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

function selectUsers(tx: Kysely<Tables>) {
  return tx
    .selectFrom('user')
    .leftJoin('role', 'role.id', 'user.role_id')
    .select([
      'user.id',
      'user.email',
      'user.name',
      'user.password_hash as passwordHash',
      'user.created_at as createdAt',
      'user.disabled_at as disabledAt',
      ...USER_ROLE,
    ]);
}

/** For `roleOf`, of a user joined with the role. */
export const USER_ROLE = [
  'user.role',
  'user.role_id as roleId',
  'role.name as roleName',
  'role.grants as roleGrants',
] as const;

function storedUser(row: Omit<StoredUser, 'role'> & RoleColumns): StoredUser {
  const { createdAt, disabledAt, email, id, name, passwordHash } = row;
  return { id, email, name, role: roleOf(row), passwordHash, createdAt, disabledAt };
}
