import { roleKey, roleName, type GivenRole } from './actor.ts';

/** Somebody with an account, as the rest of the program may know them: without what belongs to signing in. */
export type AccountUser = { id: string; email: string; name: string } & NamedRole;

/** As the API says which role somebody has. */
export type NamedRole = {
  /** `editor`, or the id of a role that the site has made. */
  role: string;
  roleName: string;
};

export function namedRole(role: GivenRole): NamedRole {
  return { role: roleKey(role), roleName: roleName(role) };
}

export function accountUserOf({
  email,
  id,
  name,
  role,
}: {
  id: string;
  email: string;
  name: string;
  role: GivenRole;
}): AccountUser {
  return { id, email, name, ...namedRole(role) };
}
