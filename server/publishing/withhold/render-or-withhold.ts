import type { GraphRendered } from '../plan/render-graph.ts';
import { createPlaceTest, failureOf } from '../plan/file-conflicts.ts';
import { createBudgetTest } from '../plan/page-budget.ts';
import type { FailedPage } from '../render/protocol.ts';
import type { TemplateBuild } from '../template-build/template-build.ts';
import { listWithholdable, readStateWithout, readSubjects } from '../../store/state-without.ts';
import { putWithheld } from '../../store/withheld-publications.ts';
import { announceFailure } from '../announce-failure.ts';
import { bringToRecord } from './apply-withheld.ts';
import { findCulprit, type Probe } from './find-culprit.ts';
import { heldBack } from './withheld-record.ts';
import type { WithholdingContext } from './withholding-context.ts';

export type WithholdOrder = {
  graphId: number;
  build: TemplateBuild;
  /** What the live release shows: what came later may be at fault. */
  liveSeq: number;
  /** Renders what is out of date, but for the pages that are left as they are. */
  render(options: { skip: ReadonlySet<string>; failuresMax?: number }): Promise<GraphRendered>;
};

export type RenderedOrWithheld = Omit<GraphRendered, 'failures'> & {
  /** Pages that fail whatever is held back: they stay as they were, and out of date. */
  kept: readonly FailedPage[];
};

/** An overlay goes to a worker in one message; who publishes more at once has other worries. */
const SUSPECTS_MAX = 5_000;

/** Templates that cannot show so many are themselves at fault: then pages rather stay as they were. */
const WITHHELD_MAX = 50;

/**
 * Renders; where pages fail, finds the publication at fault, holds it back, and goes on without it, until everything else is rendered. A failing page is
 * tried twice before anything is blamed: a machine that was busy is no fault of an editor.
 */
export async function renderOrWithhold(
  tools: WithholdingContext,
  order: WithholdOrder,
): Promise<RenderedOrWithheld> {
  const kept = new Map<string, FailedPage>();
  const triedTwice = new Set<string>();
  const written: Promise<unknown>[] = [];
  let pagesRendered = 0;
  let pagesProven = 0;
  let withheldNow = 0;
  for (;;) {
    const skip = new Set(kept.keys());
    // Once a page is to stay as it was, all others are wanted, however many fail.
    const rendered = await order.render({ skip, ...(kept.size > 0 && { failuresMax: Infinity }) });
    pagesRendered += rendered.pagesRendered;
    pagesProven += rendered.pagesProven;
    written.push(rendered.written);
    const { failures } = rendered;
    if (failures.length === 0) {
      const isThere = ({ path }: FailedPage): boolean => tools.cache.pages.page(order.graphId, path) !== null;
      const allWritten = Promise.all(written);
      // A failure while the release is made ready is met when it is awaited.
      allWritten.catch(() => undefined);
      return {
        pagesRendered,
        pagesProven,
        isClean: rendered.isClean,
        written: allWritten,
        kept: [...kept.values()].filter(isThere),
      };
    }
    const isFirstFailure = failures.some(({ path }) => !triedTwice.has(path));
    for (const { path } of failures) triedTwice.add(path);
    if (isFirstFailure) continue;
    const suspects = withheldNow < WITHHELD_MAX ? await listSuspects(tools, order) : [];
    const verdict = await findCulprit(createProbe(tools, order), { failures, suspects });
    for (const page of verdict.unexplained) kept.set(page.path, page);
    if (verdict.culprit === null) continue;
    await withhold(tools, { ...verdict.culprit, order });
    withheldNow += 1;
  }
}

/** What is tried again may be at fault as well as what is new. */
async function listSuspects(
  { cache, database, withheld }: WithholdingContext,
  { liveSeq }: WithholdOrder,
): Promise<number[]> {
  const rows = await withheld.list();
  const upTo = cache.position().seq;
  const recent = await database.read((tx) => listWithholdable(tx, { after: liveSeq, upTo }));
  const held = new Set(heldBack(rows));
  const retried = rows.filter(({ retriedAt }) => retriedAt !== null).map(({ seq }) => seq);
  const suspects = [...new Set([...retried, ...recent])].filter((seq) => !held.has(seq));
  return suspects.sort((a, b) => a - b).slice(-SUSPECTS_MAX);
}

function createProbe(
  { cache, database, linkedPagesMax, renderers, withCache, withheld }: WithholdingContext,
  { build, graphId }: WithholdOrder,
): Probe {
  const findTaken = createPlaceTest(cache, { build, graphId });
  return async ({ paths, without }) => {
    const held = heldBack(await withheld.list());
    const upTo = cache.position().seq;
    const overlay = await database.read(async (tx) => {
      const subjects = await readSubjects(tx, { seqs: without });
      return await readStateWithout(tx, { subjects, upTo, without: [...held, ...without] });
    });
    const pool = renderers.forReleases(build);
    const results = await withCache(async () =>
      pool.renderPages({ basis: { ...cache.position(), clock: cache.clock() }, paths, overlay }),
    );
    const findExcess = createBudgetTest(cache, { build, graphId, linkedPagesMax });
    const failures = results.flatMap((result) => failureOf(result, { build, findTaken, findExcess }) ?? []);
    return new Map(failures.map((page) => [page.path, page]));
  };
}

/** Written down first: what is held back has to be so after a restart too. */
async function withhold(
  tools: WithholdingContext,
  { order, page, seq }: { seq: number; page: FailedPage; order: WithholdOrder },
): Promise<void> {
  const { message, stack, template } = page.error;
  const row = {
    seq,
    code: 'template-failed',
    message,
    template,
    path: page.path,
    since: new Date().toISOString(),
    templateBuild: order.build.id,
    retriedAt: null,
  };
  await tools.withheld.change(async (tx) => {
    await putWithheld(tx, row);
    const { code, path, since: now } = row;
    await announceFailure(tx, { now, seq, isReleased: true, code, message, template, path });
  });
  await bringToRecord(tools, [seq]);
  tools.log.error(
    { withheld: row, stack },
    'a publication is held back, since a page cannot be rendered with it',
  );
}
