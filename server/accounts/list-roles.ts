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
  // Whoever looks after accounts gives roles, and has to know which there are.
  const isAccountKeeper = can(actor, 'user.read', { kind: 'installation' });
  requirePermission(actor, isAccountKeeper ? 'user.read' : 'role.manage', { kind: 'installation' });
  const own = await selectRoles(database.db);
  return [...builtInRoles(), ...own.map((role) => roleOf(model, role))];
}
