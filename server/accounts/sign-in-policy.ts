import { appendAudit } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import { readSecondFactorRoles, setSecondFactorRoles } from '../store/sign-in-policy.ts';
import { ROLES, type Actor, type Role } from './actor.ts';
import { lockAccounts, requireAllOf } from './lock-user.ts';
import { requirePermission } from './require-permission.ts';

/** What is asked of whom at the sign-in. */
export type SignInPolicy = { secondFactorRoles: Role[] };

export async function readSignInPolicy(
  database: Database,
  { actor }: { actor: Actor },
): Promise<SignInPolicy> {
  requirePermission(actor, 'sign-in-policy.change', { kind: 'installation' });
  return { secondFactorRoles: rolesOf(await readSecondFactorRoles(database.db)) };
}

export type SignInPolicyChange = {
  actor: Actor;
  secondFactorRoles: readonly Role[];
  now: Date;
  correlationId: string | null;
};

/** Holds from the next request on, in sessions that are open as well. Nobody decides about a role that allows more than their own. */
export async function changeSignInPolicy(
  database: Database,
  change: SignInPolicyChange,
): Promise<SignInPolicy> {
  const { actor, correlationId, now } = change;
  const to = rolesOf(change.secondFactorRoles);
  return await database.write(async (tx) => {
    const current = await lockAccounts(tx, actor);
    requirePermission(current, 'sign-in-policy.change', { kind: 'installation' });
    const from = rolesOf(await readSecondFactorRoles(tx));
    const changed = ROLES.filter((role) => from.includes(role) !== to.includes(role));
    if (changed.length === 0) return { secondFactorRoles: to };
    for (const role of changed) requireAllOf(current, role);
    await setSecondFactorRoles(tx, { roles: to });
    await appendAudit(tx, {
      at: now.toISOString(),
      actorId: actor.userId,
      action: 'sign-in-policy.change',
      subject: 'sign-in-policy:roles',
      correlationId,
      details: { from, to },
    });
    return { secondFactorRoles: to };
  });
}

/** In the order of what they allow; what another version of the program has stored may hold more. */
function rolesOf(stored: readonly string[]): Role[] {
  return ROLES.filter((role) => stored.includes(role));
}
