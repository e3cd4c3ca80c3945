import type { PublicationChange } from '../../model/publication.ts';
import type { DeadLink } from '../../model/site-plan.ts';
import type { Actor } from '../accounts/actor.ts';
import { AppError } from '../errors.ts';
import type { AuthoringContext } from './authoring-context.ts';
import type { LinkOrder } from './link-order.ts';
import { linksRefused, type WithLinks } from './links-refused.ts';
import { requirePermission } from './permission.ts';
import { changesTried } from './try-changes.ts';

/** Whether links that are left dead are in the way, and who may let them be all the same. */
export type LinksAnyway = { links?: Pick<LinkOrder, 'anyway'> | undefined };

type Gated = {
  request: { actor: Actor } & LinksAnyway;
  /** Null: nothing may stand in its way, and it is only told what it leaves dead. */
  what: WithLinks | null;
};

/**
 * The links that something else than a publication of entries would leave dead. It is refused for them as one is. Which changes it brings, the log
 * knows: it is done, read there, and given up. Whatever else is in its way is said before.
 */
export async function gateLinks(
  context: AuthoringContext,
  { act, ...gated }: Gated & { act: Parameters<typeof changesTried>[1] },
): Promise<readonly DeadLink[]> {
  const { foreseeDeadLinks, linkGate, prove } = context;
  requireMayBreak(gated.request);
  if (linkGate === 'off' || (foreseeDeadLinks === undefined && prove === undefined)) return [];
  const changes = await changesTried(context, act);
  const broken = changes.length === 0 ? null : await lookAhead(context, changes);
  return await requireLinks(context, { ...gated, broken });
}

/** Of what is proven by itself. */
export async function requireLinks(
  context: AuthoringContext,
  { broken, request: { actor, links }, what }: Gated & { broken: readonly DeadLink[] | null },
): Promise<readonly DeadLink[]> {
  if (broken === null || broken.length === 0) return [];
  const isRefused = what !== null && (context.linkGate ?? 'on') === 'on' && links?.anyway !== true;
  if (isRefused) throw await linksRefused(context, { actor, broken, published: [], what });
  return broken;
}

export function requireMayBreak({ actor, links }: Gated['request']): void {
  if (links?.anyway === true) requirePermission(actor, 'link.break', { kind: 'installation' });
}

/** What takes something away is never rendered at length, and what cannot be rendered is no reason to refuse it. */
async function lookAhead(
  { foreseeDeadLinks, prove }: AuthoringContext,
  changes: readonly PublicationChange[],
): Promise<DeadLink[] | null> {
  const takesAway = changes.every(({ kind }) => TAKES_AWAY.has(kind));
  try {
    return (await (takesAway ? foreseeDeadLinks : prove)?.(changes)) ?? null;
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

const TAKES_AWAY: ReadonlySet<PublicationChange['kind']> = new Set([
  'withdraw',
  'redirect-removed',
  'media-removed',
]);
