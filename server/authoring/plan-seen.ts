import { isDeepStrictEqual } from 'node:util';
import type { PlanBasis, PlannedPage } from '../../model/site-plan.ts';
import { AppError } from '../errors.ts';
import { readLogHead } from '../store/publications.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { planBundle } from './plan-bundle.ts';

type PlannedChange = Pick<PlannedPage, 'change' | 'path'>;

/** The plan that somebody has looked at. Without its pages, nothing else may have been published since. */
export type PlanSeen = Basis & { pages?: readonly PlannedChange[] | undefined };

type Basis = Pick<PlanBasis, 'seq'> & { [Part in 'templateBuild' | 'clock']?: PlanBasis[Part] | undefined };

type Request = Pick<Call, 'actor'> & {
  items: readonly { action: 'publish' | 'withdraw'; entryId: string }[];
  basis?: PlanSeen | undefined;
};

/**
 * The end of the log that the publication is to follow; null where its author has looked at nothing. Where the site has moved on, it is planned once
 * more: what would change the same addresses in the same way goes on, and what would not is refused with the difference.
 */
export async function requireSamePlan(
  context: AuthoringContext,
  { actor, basis, items }: Request,
): Promise<{ seq: number } | null> {
  if (basis === undefined) return null;
  const { pages, ...seen } = basis;
  const { seq } = await readLogHead(context.database.db);
  if (pages === undefined || isSameBasis(context, { seen, seq })) return seen;
  const plan = await planBundle(context, { actor, items, withTexts: false });
  const came = without(plan.pages, pages);
  const left = without(pages, plan.pages);
  if (came.length === 0 && left.length === 0) return { seq: plan.basis.seq };
  throw basisMoved({ from: seen.seq, to: plan.basis.seq, more: { basis: plan.basis, came, left } });
}

type Compared = { seen: Basis; seq: number };

function isSameBasis({ planner }: AuthoringContext, { seen, seq }: Compared): boolean {
  const now = planner?.()?.basis();
  if (seen.seq !== seq) return false;
  const { clock, templateBuild } = seen;
  return (
    (templateBuild === undefined || templateBuild === now?.templateBuild) &&
    (clock === undefined || isDeepStrictEqual(clock, now?.clock))
  );
}

function without(pages: readonly PlannedChange[], others: readonly PlannedChange[]): PlannedChange[] {
  const known = new Set(others.map(({ change, path }) => `${change} ${path}`));
  return pages
    .filter(({ change, path }) => !known.has(`${change} ${path}`))
    .map(({ change, path }) => ({ change, path }));
}

type Moved = { from: number; to: number; more?: Record<string, unknown> };

export function basisMoved({ from, more, to }: Moved): AppError {
  const what =
    from === to
      ? 'the templates or the time are others'
      : `the site has come from publication ${from} to ${to}`;
  return new AppError(
    'basis-moved',
    `Since you looked at what this would change, ${what}. Nothing was published: look again, and publish with the new basis.`,
    { extra: { basis: { seq: to }, ...more } },
  );
}
