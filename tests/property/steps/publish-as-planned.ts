import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { BundlePlan, DeadLink } from '../../../model/site-plan.ts';
import { SYSTEM_ACTOR } from '../../../server/accounts/actor.ts';
import type { AuthoringContext } from '../../../server/authoring/authoring-context.ts';
import { planBundle } from '../../../server/authoring/plan-bundle.ts';
import type { PlanSeen } from '../../../server/authoring/plan-seen.ts';
import { publishBundle } from '../../../server/authoring/publish-bundle.ts';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import { AppError } from '../../../server/errors.ts';
import { listReleaseFiles, readLatestRelease } from '../../../server/store/releases.ts';
import { publish, remember, save, unlessRefused } from '../harness/entry-actions.ts';
import { publishMedia } from '../harness/fact-actions.ts';
import { comparePreview } from '../harness/preview-bytes.ts';
import type { World } from '../harness/world.ts';
import { chooseEdit, isPublic } from './new-content.ts';
import type { Chooser, StepKind } from './step.ts';

const CALL = { actor: SYSTEM_ACTOR, correlationId: null };

/**
 * Several entries are changed, published and withdrawn as one publication, which is planned before, and sometimes something else is published
 * in between: what the release changes is what the plan says and a preview shows, byte for byte. It is taken by a test of its own, and not among the others.
 */
export const publishAsPlanned: StepKind = {
  weight: 0,
  run: async (world, choose) => {
    const chosen = new Set(choose.some(world.entries, 4).map(({ id }) => id));
    const isChosen = ({ id }: EntryDetails): boolean => chosen.has(id);
    for (const entry of world.entries.filter(isChosen))
      await save(world, entry, chooseEdit(world, entry, choose));
    const { neverWithdrawn } = world.site;
    const others = world.entries.filter(
      (entry) => !isChosen(entry) && isPublic(entry) && !neverWithdrawn.includes(entry.collection),
    );
    const withdrawn = choose.number(2) === 0 ? [] : choose.some(others, 2);
    const entries = [...withdrawn, ...world.entries.filter(isChosen)];
    const items = entries.map((entry) => ({
      action: withdrawn.includes(entry) ? ('withdraw' as const) : ('publish' as const),
      entryId: entry.id,
      expectedVersionId: entry.draft.versionId,
    }));
    await world.settle();
    const order = { actor: SYSTEM_ACTOR, items, withTexts: choose.number(2) === 0 };
    const planNow = async (): Promise<{ context: AuthoringContext; plan: BundlePlan } | null> => {
      const context = standingAt(world, world.authoring.now());
      const plan = await unlessRefused(async () => await planBundle(context, order));
      return plan === null || plan.failures.length > 0 ? null : { context, plan };
    };
    const first = await planNow();
    if (first === null) return;
    // A preview has drafts laid over, and takes nothing away.
    const previewed = withdrawn.length === 0 ? world.entries.filter(isChosen) : [];
    if (previewed.length > 0) await comparePreview(world, { ...first, entries: previewed });
    const between = others.find((entry) => !withdrawn.includes(entry));
    await publishInBetween(world, { choose, entry: between });
    // Of the site as it is by now: another publication may have changed what this one does to a page.
    const last = await planNow();
    if (last === null) return;
    if (previewed.length > 0) await comparePreview(world, { ...last, entries: previewed });
    const before = await latestRelease(world);
    const seen = { items, planned: first.plan, current: last.plan };
    const lookedAtMs = choose.one(LOOKED_AT_MS) ?? 0;
    const byFirst = choose.number(2) === 0 ? await publishFirst(world, { ...seen, lookedAtMs }) : null;
    const { current, entries: made } = byFirst ?? (await publishSeen(world, { ...seen, lookedAtMs }));
    for (const entry of made) remember(world, entry);
    await world.settle();
    await compare(world, { current, before });
  },
};

type Between = { choose: Chooser; entry: EntryDetails | undefined };

/** Nothing, another entry, what is known of a file, or both. */
async function publishInBetween(world: World, { choose, entry }: Between): Promise<void> {
  if (entry !== undefined && choose.number(2) === 0) {
    const saved = await save(world, entry, chooseEdit(world, entry, choose));
    if (saved !== null) await publish(world, [saved]);
  }
  const mediaId = choose.one(world.site.media);
  if (mediaId !== undefined && choose.number(2) === 0)
    await publishMedia(world, { mediaId, alt: `Seen ${choose.number(3)} times` });
  await world.settle();
}

/** As long as the moment of a plan is carried. */
const LOOKED_AT_MS = [1_000, 90_000, 14 * 60_000];

/** Times are in what pages show: what is asked of it is of one moment. */
function standingAt(world: World, at: Date): AuthoringContext {
  return { ...world.authoring, now: () => at, planner: () => world.publisher().planner };
}

type Seen = {
  items: readonly { action: 'publish' | 'withdraw'; entryId: string; expectedVersionId: string }[];
  planned: BundlePlan;
  current: BundlePlan;
  /** Whoever looks at a plan takes a while. */
  lookedAtMs: number;
};

/** What was published, and the plan that it is to be the same as. */
type Made = { current: BundlePlan; entries: readonly EntryDetails[] };

/**
 * By the first plan, with its bytes, whatever was published in between: it comes out so, or is refused; null where that is so. Then a plan of the same moment is
 * another one by now.
 */
async function publishFirst(world: World, { items, lookedAtMs, planned }: Seen): Promise<Made | null> {
  const at = new Date(planned.basis.at);
  const context = standingAt(world, new Date(at.getTime() + lookedAtMs));
  const basis = { ...planned.basis, pages: bytesOf(planned) };
  const now = await planBundle(context, { actor: SYSTEM_ACTOR, items, carries: at, withTexts: false });
  try {
    const entries = await publishPastGate(context, { items, basis, newlyDead: now.newlyDead ?? [] });
    return { current: planned, entries };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'basis-moved') throw error;
    assert(
      !isDeepStrictEqual(bytesOf(now), basis.pages),
      `refused although all would come as planned: ${error.message} ${describe(planned)}`,
    );
    return null;
  }
}

/** What was seen first is refused exactly where other addresses would change by now. What goes carries the moment of the last plan, whose bytes are compared. */
async function publishSeen(world: World, { current, items, lookedAtMs, planned }: Seen): Promise<Made> {
  const { at } = current.basis;
  const context = standingAt(world, new Date(Date.parse(at) + lookedAtMs));
  const publishWith = async (plan: BundlePlan): Promise<Made> => {
    const basis = { ...plan.basis, at, pages: addressesOf(plan) };
    const entries = await publishPastGate(context, { items, basis, newlyDead: current.newlyDead ?? [] });
    return { current, entries };
  };
  const isSame = isDeepStrictEqual(addressesOf(planned), addressesOf(current));
  try {
    const made = await publishWith(planned);
    assert(isSame, `published although the plan has changed: ${describe(planned)} / ${describe(current)}`);
    return made;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'basis-moved') throw error;
    assert(!isSame, `refused although the plan is the same: ${describe(planned)}`);
    return await publishWith(current);
  }
}

type Gated = Pick<Seen, 'items'> & { basis: PlanSeen; newlyDead: readonly DeadLink[] };

/** It is refused exactly where its plan says that it leaves links dead that are not dead now, and goes when it is wanted anyway. */
async function publishPastGate(
  context: AuthoringContext,
  { newlyDead, ...order }: Gated,
): Promise<readonly EntryDetails[]> {
  const told = `The plan says that there die: ${newlyDead.map(({ path }) => path).join(' ')}`;
  try {
    const { entries } = await publishBundle(context, { ...CALL, ...order });
    assert.equal(newlyDead.length, 0, `it was published without question. ${told}`);
    return entries;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'broken-links') throw error;
    assert.notEqual(newlyDead.length, 0, `${error.message} ${told}`);
    return (await publishBundle(context, { ...CALL, ...order, links: { anyway: true } })).entries;
  }
}

type Address = { change: 'created' | 'changed' | 'removed'; path: string };

function bytesOf({ pages }: BundlePlan): (Address & { hash: string | null })[] {
  return pages.flatMap(({ change, hash, path }) => (change === 'rendered' ? [] : [{ change, path, hash }]));
}

function addressesOf(plan: BundlePlan): Address[] {
  return bytesOf(plan).map(({ change, path }) => ({ change, path }));
}

function describe(plan: BundlePlan): string {
  return JSON.stringify(plan.pages.map(({ change, path }) => `${change} ${path}`));
}

async function latestRelease({ database }: World): Promise<number> {
  return (await readLatestRelease(database.db, { target: 'disk' }))?.number ?? 0;
}

async function compare(
  world: World,
  { before, current }: { before: number; current: BundlePlan },
): Promise<void> {
  const number = await latestRelease(world);
  const files = number === before ? [] : await listReleaseFiles(world.database.db, { number });
  const released = files.map(({ after, change, path }) => ({ change, path, hash: after?.hash ?? null }));
  const planned = current.pages.map(({ change, hash, path }) => ({ change, path, hash }));
  assert.deepEqual(released, planned, 'the release changed something else than was planned');
}
