import type { Kysely, Transaction } from 'kysely';
import { appendAudit } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import { listRoles } from '../store/roles.ts';
import { countUsersByRole, readSecondFactorRoles, setSecondFactorRoles } from '../store/sign-in-policy.ts';
import type { Tables } from '../store/tables.ts';
import { namedRole, type NamedRole } from './account-user.ts';
import { roleKey, ROLES, type Actor, type CustomRole, type GivenRole } from './actor.ts';
import { hasAllOf } from './can.ts';
import { noSuchRole } from './find-role.ts';
import { lockAccounts, requireAllOf } from './lock-user.ts';
import { requirePermission } from './require-permission.ts';
import { hasSecondFactor } from './second-factor.ts';

/** What is asked of whom at the sign-in, as those see it who decide about it. */
export type SignInPolicy = {
  /** `editor`, or the id of a role that the site has made. */
  secondFactorRoles: string[];
  /** All that there are. */
  roles: ConcernedRole[];
  hasOwnSecondFactor: boolean;
};

type ConcernedRole = NamedRole & {
  /** How many have it, and may sign in. */
  users: number;
  withoutSecondFactor: number;
  /** It does not allow more than the actor's own. */
  mayChange: boolean;
};

export async function readSignInPolicy(
  database: Database,
  { actor }: { actor: Actor },
): Promise<SignInPolicy> {
  requirePermission(actor, 'sign-in-policy.change', { kind: 'installation' });
  return await describePolicy(database.db, { actor, policy: await readPolicy(database.db) });
}

type Change = { actor: Actor; now: Date; correlationId: string | null };

export type SignInPolicyChange = Change & { secondFactorRoles: readonly string[] };

/** Holds from the next request on, in sessions that are open as well. Nobody decides about a role that allows more than their own. */
export async function changeSignInPolicy(
  database: Database,
  change: SignInPolicyChange,
): Promise<SignInPolicy> {
  return await database.write(async (tx) => {
    const current = await lockAccounts(tx, change.actor, 'sign-in-policy.change');
    const { required: from, roles } = await readPolicy(tx);
    requireKnown(roles, change.secondFactorRoles);
    const to = ofRoles(roles, change.secondFactorRoles);
    for (const role of roles) if (from.includes(role) !== to.includes(role)) requireAllOf(current, role);
    await setPolicy(tx, { ...change, from, to });
    return await describePolicy(tx, { actor: current, policy: { roles, required: to } });
  });
}

/** A role that is deleted is asked for nothing any more. Ask under `lockAccounts`, as long as the role is there. */
export async function leaveSignInPolicy(
  tx: Transaction<Tables>,
  { role, ...change }: Change & { role: CustomRole },
): Promise<void> {
  const { required: from } = await readPolicy(tx);
  await setPolicy(tx, { ...change, from, to: from.filter((other) => roleKey(other) !== role.id) });
}

type Policy = {
  /** All that there are. */
  roles: readonly GivenRole[];
  /** Those of them that must have a second factor. */
  required: readonly GivenRole[];
};

/** What another version of the program has stored may name more. */
async function readPolicy(tx: Kysely<Tables>): Promise<Policy> {
  const roles: GivenRole[] = [...ROLES, ...(await listRoles(tx))];
  return { roles, required: ofRoles(roles, await readSecondFactorRoles(tx)) };
}

async function describePolicy(
  tx: Kysely<Tables>,
  { actor, policy: { required, roles } }: { actor: Actor; policy: Policy },
): Promise<SignInPolicy> {
  const counts = new Map((await countUsersByRole(tx)).map((count) => [count.role, count]));
  return {
    secondFactorRoles: required.map(roleKey),
    roles: roles.map((role) => {
      const { users = 0, withoutSecondFactor = 0 } = counts.get(roleKey(role)) ?? {};
      return { ...namedRole(role), users, withoutSecondFactor, mayChange: hasAllOf(actor, role) };
    }),
    hasOwnSecondFactor: actor.userId !== null && (await hasSecondFactor(tx, { userId: actor.userId })),
  };
}

/** Those that every site has first, from the most to the least that they allow, then its own by name. */
function ofRoles(roles: readonly GivenRole[], keys: readonly string[]): GivenRole[] {
  return roles.filter((role) => keys.includes(roleKey(role)));
}

function requireKnown(roles: readonly GivenRole[], keys: readonly string[]): void {
  const known = new Set(roles.map(roleKey));
  const paths = keys.flatMap((key, index) => (known.has(key) ? [] : [`secondFactorRoles[${index}]`]));
  if (paths.length > 0) throw noSuchRole(paths);
}

type Step = Change & { from: readonly GivenRole[]; to: readonly GivenRole[] };

async function setPolicy(
  tx: Transaction<Tables>,
  { actor, correlationId, from, now, to }: Step,
): Promise<void> {
  const before = from.map(roleKey);
  const after = to.map(roleKey);
  if (before.join() === after.join()) return;
  await setSecondFactorRoles(tx, { roles: after });
  // What a role of the site was called then: its name can be changed, and it can be deleted.
  const named = [...from, ...to].filter((role) => typeof role !== 'string');
  const roleNames = Object.fromEntries(named.map(({ id, name }) => [id, name]));
  await appendAudit(tx, {
    at: now.toISOString(),
    actorId: actor.userId,
    action: 'sign-in-policy.change',
    subject: 'sign-in-policy:roles',
    correlationId,
    details: { from: before, to: after, ...(named.length > 0 && { roleNames }) },
  });
}
