import * as fc from 'fast-check';
import { setTimeout as delay } from 'node:timers/promises';
import { ContentCacheError } from '../../../content-cache/errors.ts';
import { openContentReader } from '../../../content-cache/reader.ts';
import type { ContentReader } from '../../../content-cache/reader.ts';
import type { LogPosition, PublishedEntry } from '../../../model/publication.ts';
import { arbitraryQuery } from '../oracle/arbitrary-query.ts';
import type { Tree } from '../oracle/crawl.ts';
import type { FullBuild } from '../oracle/full-build.ts';
import { createNaiveReader } from '../oracle/naive-query.ts';
import type { NaiveReader } from '../oracle/naive-query.ts';
import { readPublicEntries } from '../oracle/public-entries.ts';
import { compareTrees } from './compare-trees.ts';
import { createCompressedFormCheck, readLiveTree } from './live-tree.ts';
import { describePage } from './page-knowledge.ts';
import type { World } from './world.ts';

/** Resolves with what is wrong with the world as it is now, or null. */
export type WorldCheck = (seed: number) => Promise<string | null>;

const QUERIES_PER_STEP = 12;

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
    return await checkQueries(world, { entries, position, seed });
  };
}

async function checkQueries(
  { files, site }: World,
  { entries, position, seed }: { entries: readonly PublishedEntry[]; position: LogPosition; seed: number },
): Promise<string | null> {
  const reader = await openReaderAt(position, { file: files.cacheFile, model: site.model });
  try {
    const naive = createNaiveReader(site.model, entries);
    const queries = fc.sample(arbitraryQuery(site.model, entries), { seed, numRuns: QUERIES_PER_STEP });
    for (const query of queries) {
      const found = reader.readCollection(query).cards.map(({ id }) => id);
      const wanted = naive.collection(query).map(({ id }) => id);
      if (!isSame(found, wanted)) return wrongAnswer('list', query, { found, wanted });
      const counted = reader.readCount(query).count;
      if (counted !== naive.count(query)) {
        return wrongAnswer('count', query, { found: counted, wanted: naive.count(query) });
      }
    }
    for (const entry of entries) {
      const isSingle = site.model.collections[entry.collection]?.single === true;
      const wrong = checkEntry({ reader, naive, isSingle }, entry);
      if (wrong !== null) return wrong;
    }
    return null;
  } finally {
    reader.close();
  }
}

function checkEntry(
  { isSingle, naive, reader }: { reader: ContentReader; naive: NaiveReader; isSingle: boolean },
  { collection, id, locale, path, slug, translationGroup }: PublishedEntry,
): string | null {
  const keys = isSingle
    ? [{ id }, { locale }]
    : [{ id }, { path: path ?? '/' }, { slug: slug ?? 'none', locale }];
  for (const key of keys) {
    const query = { collection, ...key };
    const { entry } = reader.readEntry(query);
    const wanted = naive.entry(query);
    if (entry?.id !== wanted?.id || !isSame(entry?.fields, wanted?.fields)) {
      return wrongAnswer('entry', query, { found: entry, wanted });
    }
  }
  const found = [reader.readPath(id), reader.readTranslations(translationGroup)];
  const wanted = [naive.path(id), naive.translations(translationGroup)];
  return isSame(found, wanted) ? null : wrongAnswer('path and translations', { id }, { found, wanted });
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

function wrongAnswer(what: string, query: object, answers: { found: unknown; wanted: unknown }): string {
  const { found, wanted } = answers;
  return `a wrong answer of the content cache, ${what} ${JSON.stringify(query)}\n  naive: ${JSON.stringify(wanted)}\n  cache: ${JSON.stringify(found)}`;
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
