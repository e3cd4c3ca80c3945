import { AppError } from '../errors.ts';
import { appendAudit } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import { deleteRole as removeRole, listRoleHolders, readRole, type RoleHolders } from '../store/roles.ts';
import { requireHeld } from './checked-role.ts';
import { lockAccounts, type UserChange } from './lock-user.ts';
import { roleNotFound } from './role.ts';
import { leaveSignInPolicy } from './sign-in-policy.ts';

/** As many as a sentence can name. */
const HOLDERS_NAMED = 5;

/** One that nobody has, and that nobody is invited to. */
export async function deleteRole(database: Database, order: UserChange): Promise<void> {
  const { actor, correlationId, id, now } = order;
  const at = now.toISOString();
  await database.write(async (tx) => {
    const current = await lockAccounts(tx, actor, 'role.manage');
    const role = await readRole(tx, { id });
    if (role === null) throw roleNotFound(id);
    requireHeld(current, role.grants);
    const holders = await listRoleHolders(tx, { id, now: at });
    if (holders.users.length + holders.invites.length > 0) throw roleInUse(role.name, holders);
    await leaveSignInPolicy(tx, { ...order, role });
    await removeRole(tx, { id });
    await appendAudit(tx, {
      at,
      actorId: actor.userId,
      action: 'role.delete',
      subject: `role:${id}`,
      correlationId,
      details: { name: role.name, grants: role.grants },
    });
  });
}

function roleInUse(role: string, { invites, users }: RoleHolders): AppError {
  const names = [...users.map(({ name }) => name), ...invites.map(({ email }) => `${email} (invited)`)];
  const others = names.length > HOLDERS_NAMED ? ` and ${names.length - HOLDERS_NAMED} more` : '';
  const who = `${names.slice(0, HOLDERS_NAMED).join(', ')}${others}`;
  return new AppError(
    'role-in-use',
    `The role "${role}" was not deleted: ${who} ${names.length === 1 ? 'has' : 'have'} it. Give them another one, or withdraw the invite, first.`,
    { extra: { users, invites } },
  );
}
