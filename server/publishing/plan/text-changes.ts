import { structuredPatch } from 'diff';
import type { SitePlan, TextChange } from '../../../model/site-plan.ts';
import type { PageResult } from '../render/protocol.ts';
import type { PlannedFile } from './planned-pages.ts';
import { textOfPage, type ReadPart } from './read-page.ts';

/** Somebody reads it: what is left out is said to be. */
const PAGES_MAX = 50;
const LINES_MAX = 200;
const LINE_CHARACTERS_MAX = 1_000;
/** Beyond so many differences two texts are no longer compared line by line. */
const EDITS_MAX = 2_000;

type Comparing = {
  rendered: ReadonlyMap<string, PageResult>;
  /** As the site is now. */
  renderBefore: (paths: readonly string[]) => Promise<PageResult[] | null>;
};

/** The text of each page before and after. Null where the site has moved on. */
export async function compareTexts(
  planned: readonly PlannedFile[],
  { renderBefore, rendered }: Comparing,
): Promise<Pick<SitePlan, 'texts'> | null> {
  const shown = planned.slice(0, PAGES_MAX);
  const known = shown.filter(({ change }) => change !== 'created').map(({ askedAt }) => askedAt);
  const earlier = known.length === 0 ? [] : await renderBefore(known);
  if (earlier === null) return null;
  const before = byPath(earlier);
  const pages = shown.flatMap(({ askedAt, change, path }): TextChange[] => {
    // What comes or goes as a whole is told by what is its own.
    const part = change === 'changed' ? 'all' : 'main';
    const was = textOf(before.get(askedAt), part);
    const is = change === 'removed' ? '' : textOf(rendered.get(askedAt), part);
    return was === is ? [] : [compare(path, was, is)];
  });
  return { texts: { pages, isCut: planned.length > shown.length } };
}

function byPath(results: readonly PageResult[]): Map<string, PageResult> {
  return new Map(results.map((result) => [result.path, result]));
}

function textOf(result: PageResult | undefined, part: ReadPart): string {
  return result?.kind === 'rendered' ? (textOfPage(result, part) ?? '') : '';
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
