import { compareWords, type WordRun } from '../../../model/compare/compare-words.ts';

export type MarkedLine = { kind: WordRun['kind']; runs: WordRun[] };

const KINDS = { ' ': 'same', '-': 'removed', '+': 'added' } as const;
/** Of the longer of two lines: with less in common, one was not made of the other, and marks would only be noise. */
const IN_COMMON_MIN = 0.3;

/** Lines as a plan has them, with what of a line has become another word. What was removed and what was added in its place are compared one by one. */
export function markLines(lines: readonly string[], locale: string): MarkedLine[] {
  const marked: MarkedLine[] = lines.map((line) => {
    const kind = KINDS[line.charAt(0) as keyof typeof KINDS] ?? 'same';
    return { kind, runs: [{ kind, text: line.slice(1) }] };
  });
  for (let at = 0; at < marked.length; at += 1) {
    if (marked[at]?.kind !== 'removed') continue;
    const removed = countOf(marked, { kind: 'removed', at });
    const added = countOf(marked, { kind: 'added', at: at + removed });
    for (let nth = 0; nth < Math.min(removed, added); nth += 1)
      markPair(marked[at + nth], marked[at + removed + nth], locale);
    at += removed + added - 1;
  }
  return marked;
}

function countOf(lines: readonly MarkedLine[], { at, kind }: { at: number; kind: WordRun['kind'] }): number {
  let count = 0;
  while (lines[at + count]?.kind === kind) count += 1;
  return count;
}

function markPair(before: MarkedLine | undefined, after: MarkedLine | undefined, locale: string): void {
  const [was, is] = [before?.runs[0]?.text ?? '', after?.runs[0]?.text ?? ''];
  if (before === undefined || after === undefined) return;
  const runs = compareWords(was, is, locale);
  const common = runs.reduce((sum, { kind, text }) => sum + (kind === 'same' ? text.trim().length : 0), 0);
  if (common < IN_COMMON_MIN * Math.max(was.length, is.length)) return;
  before.runs = runs.filter(({ kind }) => kind !== 'added');
  after.runs = runs.filter(({ kind }) => kind !== 'removed');
}
