import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CacheView } from '../../content-cache/cache-view.ts';

const FILES = 100;

type Sampled = { looked: number; different: string[] };

/**
 * Some of the pages that were released to a folder, at random, and which of them are not there as they were released. A look from beside, that holds up nobody: what is
 * released meanwhile is looked at once more. Null where nothing is known of pages here.
 */
export async function sampleLiveFiles(view: CacheView, { root }: { root: string }): Promise<Sampled | null> {
  const files = view.at(() => releasedFiles(view));
  if (files === null) return null;
  const chosen = chooseSome([...files.keys()]);
  const suspects = await findDifferent(chosen, { files, root });
  if (suspects.length === 0) return { looked: chosen.length, different: [] };
  const now = view.at(() => releasedFiles(view)) ?? new Map<string, string>();
  const still = suspects.filter((file) => now.has(file));
  return { looked: chosen.length, different: await findDifferent(still, { files: now, root }) };
}

/** Those that wait to be rendered may be ahead of what is public. */
function releasedFiles({ pages }: CacheView): Map<string, string> | null {
  const live = pages.find('live');
  if (live === null) return null;
  const waiting = new Set(pages.unreleased().map(({ file }) => file));
  const files = new Map<string, string>();
  for (const page of pages.pages(live.graphId))
    if (page.file !== null && !waiting.has(page.file)) files.set(page.file, page.hash);
  return files;
}

function chooseSome(files: string[]): string[] {
  const chosen = new Set<string>();
  while (chosen.size < Math.min(FILES, files.length)) {
    const file = files[Math.floor(Math.random() * files.length)];
    if (file !== undefined) chosen.add(file);
  }
  return [...chosen];
}

async function findDifferent(
  chosen: readonly string[],
  { files, root }: { files: ReadonlyMap<string, string>; root: string },
): Promise<string[]> {
  const different: string[] = [];
  for (const file of chosen)
    if ((await hashOf(join(root, 'live', file))) !== files.get(file)) different.push(file);
  return different;
}

async function hashOf(path: string): Promise<string | null> {
  try {
    return createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  } catch {
    return null;
  }
}
