import { sample } from 'fast-check';
import { setTimeout as delay } from 'node:timers/promises';
import { ContentCacheError } from '../../../content-cache/errors.ts';
import { openContentReader } from '../../../content-cache/reader.ts';
import type { ContentReader } from '../../../content-cache/reader.ts';
import type { LogPosition, PublishedEntry } from '../../../model/publication.ts';
import { arbitraryQuery } from '../oracle/arbitrary-query.ts';
import { checkedReader } from '../oracle/checked-reader.ts';
import type { Tree } from '../oracle/crawl.ts';
import type { FullBuild } from '../oracle/full-build.ts';
import { readPublicEntries } from '../oracle/public-entries.ts';
import { compareTrees } from './compare-trees.ts';
import { createCompressedFormCheck, readLiveTree } from './live-tree.ts';
import { describePage } from './page-knowledge.ts';
import type { World } from './world.ts';

/** Resolves with what is wrong with the world as it is now, or null; rejects where it cannot be brought up to date or gives wrong answers. */
export type WorldCheck = (seed: number) => Promise<string | null>;

const QUERIES_PER_STEP = 20;

export function createWorldCheck(world: World, fullBuild: FullBuild): WorldCheck {
  const formOf = createCompressedFormCheck();
  const formerAssets: Tree = new Map();
  return async (seed) => {
    const entries = await readPublicEntries(world.database);
    const [position, expected] = await Promise.all([world.settle(), fullBuild.of(entries, world.build())]);
    const live = readLiveTree(world.files.liveTree);
    const difference = compareTrees({ expected, live, formerAssets, formOf });
    if (difference !== null) {
      const { file, what } = difference;
      return `${file} ${what}\n${describePage(world.files.cacheFile, file)}`;
    }
    for (const [file, bytes] of expected) if (file.startsWith('_astro/')) formerAssets.set(file, bytes);
    await checkQueries(world, { entries, position, seed });
    return null;
  };
}

/** The engine's own cache answers as a plain search does: questions that pages might ask, and everything about each entry. */
async function checkQueries(
  { files, site: { model } }: World,
  { entries, position, seed }: { entries: readonly PublishedEntry[]; position: LogPosition; seed: number },
): Promise<void> {
  const own = await openReaderAt(position, { file: files.cacheFile, model });
  try {
    const reader = checkedReader(own, { entries, model });
    for (const query of sample(arbitraryQuery(model, entries), { seed, numRuns: QUERIES_PER_STEP })) {
      reader.readCollection(query);
      reader.readCount(query);
    }
    for (const { collection, id, locale, path, slug, translationGroup } of entries) {
      const isSingle = model.collections[collection]?.single === true;
      reader.readEntry({ collection, id });
      reader.readEntry(isSingle ? { collection, locale } : { collection, path: path ?? '/' });
      if (!isSingle) reader.readEntry({ collection, locale, slug: slug ?? 'none' });
      reader.readPath(id);
      reader.readTranslations(translationGroup);
    }
  } finally {
    own.close();
  }
}

const READER_TIMEOUT_MS = Number(process.env['STILLPRESS_PROPERTY_PATIENCE_MS'] ?? 60_000);

/** A cache that was deleted is made again in its own time: nothing in the live tree waits for it. */
async function openReaderAt(
  position: LogPosition,
  options: { file: string; model: World['site']['model'] },
): Promise<ContentReader> {
  const giveUpAt = Date.now() + READER_TIMEOUT_MS;
  for (;;) {
    let reader: ContentReader | undefined;
    try {
      reader = openContentReader(options);
      reader.beginSnapshot(position);
      return reader;
    } catch (error) {
      reader?.close();
      const isNotYet =
        (error instanceof ContentCacheError && error.code === 'position-mismatch') ||
        (error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_'));
      if (!isNotYet || Date.now() > giveUpAt) throw error;
      await delay(1);
    }
  }
}
