import { randomInt } from 'node:crypto';
import type { CacheView } from '../../../content-cache/cache-view.ts';
import type { PageRow } from '../../../content-cache/pages/page-facts.ts';
import { AppError } from '../../errors.ts';
import { rowOf, type PageToStore } from '../plan/store-results.ts';
import { targetFileOf } from '../release/public-files.ts';
import type { ExpectedFile } from './compare-tree.ts';

/** Pages picked at random from those on record, absent ones too. */
export function drawSample(view: CacheView | null, size: number): PageRow[] {
  const graph = view?.pages.find('live') ?? null;
  if (view === null || graph === null) {
    throw new AppError(
      'not-verifiable',
      "A sample is drawn from the publisher's content cache, and there is none in this data folder. Without --sample the whole site is verified.",
    );
  }
  const pages = [...view.pages.pages(graph.graphId)];
  for (let index = 0; index < Math.min(size, pages.length); index += 1) {
    const other = randomInt(index, pages.length);
    const [here, there] = [pages[index], pages[other]];
    if (here !== undefined && there !== undefined) [pages[index], pages[other]] = [there, here];
  }
  return pages.slice(0, size);
}

/** The files of these pages, and the names that the pages have now or had on record: of others it says nothing. */
export function expectedOfSample(
  pages: readonly PageToStore[],
  drawn: readonly PageRow[],
): { expected: Map<string, ExpectedFile>; within: Set<string> } {
  const expected = new Map<string, ExpectedFile>();
  for (const page of pages) {
    const row = rowOf(page);
    const wanted = targetFileOf(row);
    if (row.file !== null && wanted !== null) expected.set(row.file, { ...wanted, path: row.path });
  }
  const recorded = drawn.flatMap(({ file }) => file ?? []);
  return { expected, within: new Set([...expected.keys(), ...recorded]) };
}
