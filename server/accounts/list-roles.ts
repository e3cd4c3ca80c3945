import type { ContentModel } from '../../model/content-model.ts';
import type { Database } from '../store/database.ts';
import { listRoles as selectRoles } from '../store/roles.ts';
import type { Actor } from './actor.ts';
import { can } from './can.ts';
import { requirePermission } from './require-permission.ts';
import { builtInRoles, roleOf, type Role } from './role.ts';

/** Those that every site has first, then its own by name. */
export async function listRoles(
  database: Database,
  { actor, model }: { actor: Actor; model: ContentModel },
): Promise<Role[]> {
  if (!maySeeRoles(actor)) requirePermission(actor, 'role.manage', INSTALLATION);
  const own = await selectRoles(database.db);
  return [...builtInRoles(), ...own.map((role) => roleOf(model, role))];
}

/** Whoever looks after accounts gives roles, and has to know which there are. */
export function maySeeRoles(actor: Actor): boolean {
  return can(actor, 'user.read', INSTALLATION) || can(actor, 'role.manage', INSTALLATION);
}

const INSTALLATION = { kind: 'installation' } as const;
