import type { Kysely } from 'kysely';
import {
  GRANTABLE_ACTIONS,
  type CustomRole,
  type Grant,
  type Names,
  type Role,
} from '../../model/permission.ts';
import type { Tables } from './tables.ts';

/** A role that the site has made for itself. */
export type StoredRole = CustomRole & { createdAt: string; updatedAt: string };

export async function insertRole(tx: Kysely<Tables>, role: StoredRole): Promise<void> {
  const { createdAt, grants, id, name, updatedAt } = role;
  await tx
    .insertInto('role')
    .values({
      id,
      name,
      name_key: nameKey(name),
      grants: encodeGrants(grants),
      created_at: createdAt,
      updated_at: updatedAt,
    })
    .execute();
}

export async function updateRole(
  tx: Kysely<Tables>,
  { grants, id, name, updatedAt }: Omit<StoredRole, 'createdAt'>,
): Promise<void> {
  await tx
    .updateTable('role')
    .set({ name, name_key: nameKey(name), grants: encodeGrants(grants), updated_at: updatedAt })
    .where('id', '=', id)
    .execute();
}

export async function deleteRole(tx: Kysely<Tables>, { id }: { id: string }): Promise<void> {
  await tx.deleteFrom('role').where('id', '=', id).execute();
}

/** By name. */
export async function listRoles(tx: Kysely<Tables>): Promise<StoredRole[]> {
  return (await selectRoles(tx).orderBy('name_key').execute()).map(storedRole);
}

export async function readRole(tx: Kysely<Tables>, { id }: { id: string }): Promise<StoredRole | null> {
  const row = await selectRoles(tx).where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : storedRole(row);
}

/** Two names that people would take for the same are. */
export async function findRoleByName(
  tx: Kysely<Tables>,
  { name }: { name: string },
): Promise<StoredRole | null> {
  const row = await selectRoles(tx).where('name_key', '=', nameKey(name)).executeTakeFirst();
  return row === undefined ? null : storedRole(row);
}

export type RoleHolders = {
  users: { id: string; name: string }[];
  /** That can be accepted. */
  invites: { id: string; email: string }[];
};

/** Who has the role, whether or not they may sign in, and who is invited to it. */
export async function listRoleHolders(
  tx: Kysely<Tables>,
  { id, now }: { id: string; now: string },
): Promise<RoleHolders> {
  const users = await tx
    .selectFrom('user')
    .select(['id', 'name'])
    .where('role_id', '=', id)
    .orderBy('email')
    .execute();
  const invites = await tx
    .selectFrom('account_link')
    .select(['id', 'email'])
    .where('role_id', '=', id)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .$narrowType<{ id: string; email: string }>()
    .orderBy('email')
    .execute();
  return { users, invites };
}

function selectRoles(tx: Kysely<Tables>) {
  return tx
    .selectFrom('role')
    .select(['id', 'name', 'grants', 'created_at as createdAt', 'updated_at as updatedAt']);
}

function storedRole({ grants, ...role }: { grants: string } & Omit<StoredRole, 'grants'>): StoredRole {
  return Object.assign(role, { grants: decodeGrants(grants) });
}

/** Of a user or an invite, joined with the role that it names. */
export type RoleColumns = {
  role: Role;
  roleId: string | null;
  roleName: string | null;
  roleGrants: string | null;
};

/** A role that is gone allows nothing. */
export function roleOf({ role, roleGrants, roleId, roleName }: RoleColumns): Role | CustomRole {
  if (roleId === null) return role;
  return { id: roleId, name: roleName ?? '', grants: roleGrants === null ? [] : decodeGrants(roleGrants) };
}

/** For a program that knows of no roles but those that every site has, somebody with another one is a viewer. */
export function roleColumns(role: Role | CustomRole): { role: Role; role_id: string | null } {
  return typeof role === 'string' ? { role, role_id: null } : { role: 'viewer', role_id: role.id };
}

function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

function encodeGrants(grants: readonly Grant[]): string {
  return JSON.stringify(grants);
}

/** What another release of the program has written may name actions that this one does not have. */
function decodeGrants(text: string): Grant[] {
  const stored = JSON.parse(text) as {
    actions: string[];
    collections: Names;
    locales: Names;
    whose: string;
  }[];
  return stored.map(({ actions, collections, locales, whose }) => ({
    actions: GRANTABLE_ACTIONS.filter((action) => actions.includes(action)),
    collections,
    locales,
    whose: whose === 'any' ? 'any' : 'own',
  }));
}
