import type { ContentModel } from '../../model/content-model.ts';
import { appendAudit } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import { newId } from '../store/new-id.ts';
import { insertRole } from '../store/roles.ts';
import type { Actor } from './actor.ts';
import { checkedRole, requireFreeName, requireHeld, type RoleSettings } from './checked-role.ts';
import { lockAccounts } from './lock-user.ts';
import { roleOf, type Role } from './role.ts';

export type RoleOrder = { actor: Actor; model: ContentModel; now: Date; correlationId: string | null };

export async function createRole(
  database: Database,
  order: RoleOrder & { settings: RoleSettings },
): Promise<Role> {
  const { actor, correlationId, model, now } = order;
  const { grants, name } = checkedRole(order);
  const id = newId();
  const at = now.toISOString();
  const role = { id, name, grants, createdAt: at, updatedAt: at };
  await database.write(async (tx) => {
    const current = await lockAccounts(tx, actor, 'role.manage');
    requireHeld(current, grants);
    await requireFreeName(tx, role);
    await insertRole(tx, role);
    await appendAudit(tx, {
      at,
      actorId: actor.userId,
      action: 'role.create',
      subject: `role:${id}`,
      correlationId,
      details: { name, grants },
    });
  });
  return roleOf(model, role);
}
