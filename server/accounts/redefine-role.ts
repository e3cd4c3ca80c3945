import { isDeepStrictEqual } from 'node:util';
import { appendAudit } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import { readRole, updateRole } from '../store/roles.ts';
import { checkedRole, requireFreeName, requireHeld, type RoleSettings } from './checked-role.ts';
import type { RoleOrder } from './create-role.ts';
import { lockAccounts } from './lock-user.ts';
import { roleNotFound, roleOf, type Role } from './role.ts';
import { withdrawUnentitledInvites } from './withdraw-invites-of.ts';

/** What a role of the site allows from now on: everybody who has it may do that with their next request, and no more. */
export async function redefineRole(
  database: Database,
  order: RoleOrder & { id: string; settings: RoleSettings },
): Promise<Role> {
  const { actor, correlationId, id, model, now } = order;
  const at = now.toISOString();
  return await database.write(async (tx) => {
    const current = await lockAccounts(tx, actor, 'role.manage');
    const before = await readRole(tx, { id });
    if (before === null) throw roleNotFound(id);
    const { grants, name } = checkedRole({ ...order, before: before.grants });
    requireHeld(current, before.grants);
    requireHeld(current, grants);
    if (before.name === name && isDeepStrictEqual(before.grants, grants)) return roleOf(model, before);
    await requireFreeName(tx, { id, name });
    const role = { ...before, name, grants, updatedAt: at };
    await updateRole(tx, role);
    const invites = await withdrawUnentitledInvites(tx, { now: at });
    await appendAudit(tx, {
      at,
      actorId: actor.userId,
      action: 'role.change',
      subject: `role:${id}`,
      correlationId,
      details: {
        from: { name: before.name, grants: before.grants },
        to: { name, grants },
        invites,
      },
    });
    return roleOf(model, role);
  });
}
