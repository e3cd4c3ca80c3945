import { isDeepStrictEqual } from 'node:util';
import type { BundleBasis, DeadLink, PlannedEntry, PlannedPage } from '../../model/site-plan.ts';
import { readLogHead, readNewestSubstance } from '../store/publications.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { basisMoved, betweenInWords } from './basis-moved.ts';
import { changesOfLinks, type LinkOrder } from './link-order.ts';
import { planBundle } from './plan-bundle.ts';

type PlannedChange = Pick<PlannedPage, 'change' | 'path'>;
type PageSeen = PlannedChange & { hash?: string | null | undefined };

/**
 * The plan that somebody has looked at, as far as they say. Without its pages, nothing else may have been published since, but for facts of media: the system
 * adds some whenever a picture has been made.
 */
export type PlanSeen = Basis & { pages?: readonly PageSeen[] | undefined };

type Basis = Pick<BundleBasis, 'seq'> & { [Part in keyof BundleBasis]?: BundleBasis[Part] | undefined };

type Request = Pick<Call, 'actor'> & {
  items: readonly {
    action: 'publish' | 'withdraw';
    entryId: string;
    expectedVersionId?: string | undefined;
  }[];
  basis?: PlanSeen | undefined;
  links?: LinkOrder | undefined;
};

/**
 * What the publication is to follow in the log, and the moment of the plan, if it can carry that. `newlyDead` are the links that it leaves dead, of all
 * pages; null where it was not planned once more.
 */
export type SamePlan = { seq: number; at: string | undefined; newlyDead: readonly DeadLink[] | null };

/**
 * Null where its author has looked at nothing. Where the pages are named that they saw, it is planned once more: what would change them in the same way
 * goes on, also where the site has moved on, and what would not is refused with the difference.
 */
export async function requireSamePlan(context: AuthoringContext, request: Request): Promise<SamePlan | null> {
  const { actor, basis, items, links } = request;
  if (basis === undefined) return null;
  const entries = items.map(plannedEntry);
  if (basis.entries !== undefined) requireSameEntries(basis, { planned: basis.entries, entries });
  const { seq } = await readLogHead(context.database.db);
  const newest = await readNewestSubstance(context.database.db);
  const at = momentToCarry(context, { request, newest: newest?.committedAt ?? null });
  const refuse = async (more?: Record<string, unknown>): Promise<never> => {
    const what = await betweenInWords(context, { actor, from: basis.seq, to: seq });
    throw basisMoved({ to: seq, what, more });
  };
  if (basis.pages === undefined) {
    const isSame = basis.seq <= seq && (newest?.seq ?? 0) <= basis.seq && isSameTime(context, basis);
    return isSame ? { seq, at, newlyDead: null } : await refuse();
  }
  const plan = await planBundle(context, {
    actor,
    items: entries.map(({ action, id, versionId }) => ({
      action,
      entryId: id,
      versionId: versionId ?? undefined,
    })),
    carries: at === undefined ? undefined : new Date(at),
    links,
    withTexts: false,
  });
  // Of another state than what was looked at above.
  if (plan.basis.seq !== seq) return await requireSamePlan(context, request);
  const more = differenceOf(plan.pages, basis.pages);
  if (Object.values(more).every((pages) => pages.length === 0)) return { seq, at, newlyDead: plan.newlyDead };
  return await refuse({ basis: plan.basis, ...more });
}

function plannedEntry({ action, entryId: id, expectedVersionId }: Request['items'][number]): PlannedEntry {
  return { action, id, versionId: action === 'publish' ? (expectedVersionId ?? null) : null };
}

type Entries = { planned: readonly PlannedEntry[]; entries: readonly PlannedEntry[] };

function requireSameEntries({ seq }: Basis, { entries, planned }: Entries): void {
  const came = entriesBeside(entries, planned);
  const left = entriesBeside(planned, entries);
  if (came.length === 0 && left.length === 0) return;
  const what = 'you have named other entries, or other versions of them';
  throw basisMoved({ to: seq, what, more: { entries: { came, left } } });
}

function entriesBeside(entries: readonly PlannedEntry[], others: readonly PlannedEntry[]): PlannedEntry[] {
  const known = new Set(others.map(nameOf));
  return entries.filter((entry) => !known.has(nameOf(entry)));
}

function nameOf({ action, id, versionId }: PlannedEntry): string {
  return `${action} ${id} ${action === 'publish' ? versionId : ''}`;
}

/** A publication does not pretend to be older: by then its author looks at a new plan. */
const PLAN_AGE_MAX_MS = 15 * 60_000;

type Carrying = { request: Request; newest: string | null };

/**
 * Pages show when they were published: only those of the same moment have the bytes that were planned. It may not be to come. What was published in between
 * may have a later one: where a page sorts by them or shows them, its hash tells, so that it may not where the hashes are not known. Nothing shows when an
 * entry was withdrawn, unless links to it are changed with that.
 */
function momentToCarry({ now }: AuthoringContext, { newest, request }: Carrying): string | undefined {
  const { basis, items, links = {} } = request;
  const publishes = items.some(({ action }) => action === 'publish') || changesOfLinks(links).length > 0;
  if (basis?.at === undefined || !publishes) return undefined;
  const at = new Date(basis.at);
  const ageMs = now().getTime() - at.getTime();
  const isInOrder = newest === null || newest <= at.toISOString();
  const isCarried = ageMs >= 0 && ageMs <= PLAN_AGE_MAX_MS && (isInOrder || isKnownByHashes(basis));
  return isCarried ? at.toISOString() : undefined;
}

function isKnownByHashes({ pages }: PlanSeen): boolean {
  return pages !== undefined && pages.every(hasHash);
}

function hasHash({ change, hash }: PageSeen): boolean {
  return change === 'removed' || typeof hash === 'string';
}

function isSameTime({ planner }: AuthoringContext, { clock, templateBuild }: Basis): boolean {
  const now = planner?.()?.basis();
  return (
    (templateBuild === undefined || templateBuild === now?.templateBuild) &&
    (clock === undefined || isDeepStrictEqual(clock, now?.clock))
  );
}

type Difference = Record<'came' | 'left' | 'changed', PlannedChange[]>;

function differenceOf(pages: readonly PlannedPage[], seen: readonly PageSeen[]): Difference {
  const [now, then] = [byChange(pages), byChange(seen)];
  const isOther = (page: PageSeen): boolean => {
    const hash = then.get(keyOf(page))?.hash ?? null;
    return hash !== null && hash !== page.hash;
  };
  return {
    came: pages.filter((page) => !then.has(keyOf(page))).map(changeOf),
    left: seen.filter((page) => !now.has(keyOf(page))).map(changeOf),
    changed: pages.filter(isOther).map(changeOf),
  };
}

function byChange(pages: readonly PageSeen[]): Map<string, PageSeen> {
  return new Map(pages.map((page) => [keyOf(page), page]));
}

function keyOf({ change, path }: PlannedChange): string {
  return `${change} ${path}`;
}

function changeOf({ change, path }: PlannedChange): PlannedChange {
  return { change, path };
}
