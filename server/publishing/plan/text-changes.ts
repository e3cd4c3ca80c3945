import { structuredPatch } from 'diff';
import type { DeadLink, SitePlan, TextChange } from '../../../model/site-plan.ts';
import type { PageResult, RenderedPage } from '../render/protocol.ts';
import type { PlannedFile } from './planned-pages.ts';
import { readPage, type ReadPage } from './read-page.ts';

/** Somebody reads it: what is left out is said to be. */
const PAGES_MAX = 50;
const LINES_MAX = 200;
const LINE_CHARACTERS_MAX = 1_000;
/** Beyond so many differences two texts are no longer compared line by line. */
const EDITS_MAX = 2_000;
/** Of pages that are rendered for their anchors alone. */
const LINKING_PAGES_MAX = 50;

type Comparing = {
  rendered: ReadonlyMap<string, PageResult>;
  siteUrl: string;
  /** Pages that lead there, as the site is now. */
  linksTo: (path: string, limit: number) => string[];
  render: (paths: readonly string[], isAfter: boolean) => Promise<PageResult[] | null>;
};

type Compared = { texts: SitePlan['texts']; deadAnchors: DeadLink[] };

/** The text of each page before and after, and the anchors that pages lead to in vain. Null where the site has moved on. */
export async function compareTexts(
  planned: readonly PlannedFile[],
  order: Comparing,
): Promise<Compared | null> {
  const { rendered, siteUrl } = order;
  const shown = planned.slice(0, PAGES_MAX);
  const known = shown.filter(({ change }) => change !== 'created').map(({ askedAt }) => askedAt);
  const earlier = known.length === 0 ? [] : await order.render(known, false);
  if (earlier === null) return null;
  const before = pagesOf(earlier, siteUrl);
  const after = pagesOf([...rendered.values()], siteUrl);
  const deadAnchors = await findDeadAnchors({ before, after }, order);
  if (deadAnchors === null) return null;
  const pages = shown.flatMap(({ askedAt, change, path }): TextChange[] => {
    const was = before.get(askedAt)?.text ?? '';
    const is = change === 'removed' ? '' : (after.get(askedAt)?.text ?? '');
    return was === is ? [] : [compare(path, was, is)];
  });
  return { texts: { pages, isCut: planned.length > shown.length }, deadAnchors };
}

type Pages = Map<string, ReadPage>;

function pagesOf(results: readonly PageResult[], siteUrl: string): Pages {
  const pages = results.filter((result): result is RenderedPage => result.kind === 'rendered');
  return new Map(
    pages.flatMap((page) => {
      const read = readPage(page, siteUrl);
      return read === null ? [] : [[page.path, read] as const];
    }),
  );
}

function compare(path: string, was: string, is: string): TextChange {
  const patch = structuredPatch(path, path, was, is, '', '', { context: 1, maxEditLength: EDITS_MAX });
  const hunks = (patch?.hunks ?? [wholly(was, is)]).map(({ lines, newStart, oldStart }) => ({
    before: oldStart,
    after: newStart,
    // What a text of one line ends with is of no account.
    lines: lines.filter((line) => !line.startsWith('\\')),
  }));
  let left = LINES_MAX;
  let isCut = false;
  const kept = hunks.flatMap((hunk) => {
    const lines = hunk.lines.slice(0, left).map((line) => line.slice(0, LINE_CHARACTERS_MAX));
    isCut ||= lines.length < hunk.lines.length || lines.some((line, at) => line !== hunk.lines[at]);
    left -= lines.length;
    return lines.length === 0 ? [] : [{ ...hunk, lines }];
  });
  return { path, hunks: kept, isCut };
}

function wholly(was: string, is: string) {
  return { oldStart: 1, newStart: 1, lines: [...linesOf(was, '-'), ...linesOf(is, '+')] };
}

function linesOf(text: string, mark: string): string[] {
  return text.split('\n').map((line) => mark + line);
}

/** Of the links on pages that change, and of those on other pages to anchors that are gone. */
async function findDeadAnchors(
  { after, before }: { before: Pages; after: Pages },
  { linksTo, render, siteUrl }: Comparing,
): Promise<DeadLink[] | null> {
  const missing = new Set<string>();
  for (const [path, { anchors }] of before) {
    const now = after.get(path)?.anchors;
    const isLost = now !== undefined && [...anchors].some((anchor) => !now.has(anchor));
    if (isLost) for (const from of linksTo(path, LINKING_PAGES_MAX)) missing.add(from);
  }
  for (const { anchorLinks } of after.values()) for (const { path } of anchorLinks) missing.add(path);
  const others = [...missing].filter((path) => !after.has(path)).slice(0, LINKING_PAGES_MAX);
  const results = others.length === 0 ? [] : await render(others, true);
  if (results === null) return null;
  const all = new Map([...after, ...pagesOf(results, siteUrl)]);
  const dead = new Map<string, { path: string; anchor: string; from: Set<string> }>();
  for (const [from, { anchorLinks }] of all) {
    for (const { anchor, path } of anchorLinks) {
      const target = all.get(path);
      if (target === undefined || target.anchors.has(anchor)) continue;
      const key = `${path}#${anchor}`;
      const known = dead.get(key) ?? { path, anchor, from: new Set<string>() };
      known.from.add(from);
      dead.set(key, known);
    }
  }
  return [...dead.values()].map(({ anchor, from, path }) => ({
    path,
    anchor,
    from: [...from].sort(),
    isCut: false,
  }));
}
