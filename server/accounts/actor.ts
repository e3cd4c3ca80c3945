import type { CustomRole, Role } from '../../model/permission.ts';

export { ROLES, type CustomRole, type Role } from '../../model/permission.ts';

/** What a user is given: one of the roles that every site has, or one that this site has made. */
export type GivenRole = Role | CustomRole;

/** Who acts: a signed-in user, or the installation itself (seeding, the command line). */
export type Actor = {
  userId: string | null;
  role: GivenRole | 'system';
  /** By which a program acts in the name of the user: what it may do is the same, and the audit tells the two apart. */
  token?: ActorToken | undefined;
};

export type ActorToken = { id: string; name: string };

/** As the audit says who did something. */
export function doneBy({ token, userId }: Actor): { actorId: string | null; token: ActorToken | null } {
  return { actorId: userId, token: token ?? null };
}

export const SYSTEM_ACTOR: Actor = { userId: null, role: 'system' };

/** By which the API and the audit know a role. */
export function roleKey(role: GivenRole | 'system'): string {
  return typeof role === 'string' ? role : role.id;
}

/** As the audit keeps it: what a role of the site was called then as well. */
export function auditedRole(role: GivenRole): { role: string; roleName?: string } {
  return typeof role === 'string' ? { role } : { role: role.id, roleName: role.name };
}

/** What people call it. */
export function roleName(role: GivenRole | 'system'): string {
  return typeof role === 'string' ? role : role.name;
}
