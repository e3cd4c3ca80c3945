import type { Transaction } from 'kysely';
import { isDeepStrictEqual } from 'node:util';
import { collectionAfter } from '../../model/carry-content.ts';
import type { ContentMigrations } from '../../model/content-steps.ts';
import type { Grant } from '../../model/permission.ts';
import { doneBy } from '../accounts/actor.ts';
import { lockAccounts } from '../accounts/lock-user.ts';
import { withdrawUnentitledInvites } from '../accounts/withdraw-invites-of.ts';
import { appendAudit } from '../store/audit.ts';
import { listRoles, updateRole } from '../store/roles.ts';
import type { Tables } from '../store/tables.ts';
import { listWebhooks, lockWebhooks, setWebhookCollections } from '../store/webhooks.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';

type Carrying = {
  context: AuthoringContext;
  call: Call;
  at: string;
  /** The ids of the steps that these names have not been through. */
  pending: readonly string[];
};

/**
 * Roles and webhooks name collections: one that is called otherwise now is named so, and one that has gone is named no more, so that a later one of that name is nobody's
 * before somebody says so. Once, in the transaction that ends the migration.
 */
export async function carryCollectionNames(tx: Transaction<Tables>, carrying: Carrying): Promise<void> {
  const { migrations = [] } = carrying.context;
  const steps = migrations.filter(
    ({ id, kind }) =>
      carrying.pending.includes(id) && (kind === 'rename-collection' || kind === 'drop-collection'),
  );
  if (steps.length === 0) return;
  await carryRoles(tx, { ...carrying, steps });
  await carryWebhooks(tx, { ...carrying, steps });
}

type Stepping = Carrying & { steps: ContentMigrations };

async function carryRoles(tx: Transaction<Tables>, { at, call, steps }: Stepping): Promise<void> {
  const { actor, correlationId } = call;
  await lockAccounts(tx, actor, 'role.manage');
  for (const before of await listRoles(tx)) {
    const { id, name } = before;
    const grants = before.grants.flatMap((grant) => carriedGrant(grant, steps));
    if (isDeepStrictEqual(grants, before.grants)) continue;
    await updateRole(tx, { id, name, grants, updatedAt: at });
    const invites = await withdrawUnentitledInvites(tx, { now: at });
    await appendAudit(tx, {
      at,
      ...doneBy(actor),
      action: 'role.change',
      subject: `role:${id}`,
      correlationId,
      details: { from: { name, grants: before.grants }, to: { name, grants }, invites },
    });
  }
}

/** What it allowed in that collection alone, it allows nowhere. */
function carriedGrant(grant: Grant, steps: ContentMigrations): Grant[] {
  if (grant.collections === 'all') return [grant];
  const collections = carriedNames(grant.collections, steps);
  return collections.length === 0 ? [] : [{ ...grant, collections }];
}

async function carryWebhooks(tx: Transaction<Tables>, { at, call, steps }: Stepping): Promise<void> {
  const { actor, correlationId } = call;
  await lockWebhooks(tx);
  for (const { collections: before, id } of await listWebhooks(tx)) {
    const carried = carriedNames(before, steps);
    // None at all would mean every collection: the old name stays, by which nothing is told.
    const collections = carried.length === 0 ? before : carried;
    if (isDeepStrictEqual(collections, before)) continue;
    await setWebhookCollections(tx, { id, collections, updatedAt: at });
    await appendAudit(tx, {
      at,
      ...doneBy(actor),
      action: 'webhook.change',
      subject: `webhook:${id}`,
      correlationId,
      details: { changed: ['collections'], collections },
    });
  }
}

function carriedNames(names: readonly string[], steps: ContentMigrations): string[] {
  const carried = names.flatMap((name) => {
    const { collection, droppedBy } = collectionAfter(name, steps);
    return droppedBy === null ? [collection] : [];
  });
  return [...new Set(carried)];
}
