import { sample } from 'fast-check';
import { setTimeout as delay } from 'node:timers/promises';
import { ContentCacheError } from '../../../content-cache/errors.ts';
import type { CollectionQuery } from '../../../content-cache/query.ts';
import { openContentReader } from '../../../content-cache/reader.ts';
import type { ContentReader } from '../../../content-cache/reader.ts';
import type { LogPosition } from '../../../model/publication.ts';
import { arbitraryQuery } from '../oracle/arbitrary-query.ts';
import { checkedReader, NoAnswer } from '../oracle/checked-reader.ts';
import type { Tree } from '../oracle/crawl.ts';
import type { FullBuild } from '../oracle/full-build.ts';
import { readPublicState } from '../oracle/public-state.ts';
import type { PublicState } from '../oracle/public-state.ts';
import { compareTrees } from './compare-trees.ts';
import { createSecretSearch } from './find-secrets.ts';
import { filesThatMayBeGone, mayBeHidden } from './held-site.ts';
import { createCompressedFormCheck, readLiveTree } from './live-tree.ts';
import { outOfPatience, SETTLE_TIMEOUT_MS } from './patience.ts';
import { describePage } from './page-knowledge.ts';
import type { World } from './world.ts';

/** Resolves with what is wrong with the world as it is now, or null; rejects where it cannot be brought up to date or gives wrong answers. */
export type WorldCheck = (seed: number) => Promise<string | null>;

const QUERIES_PER_STEP = 20;

export function createWorldCheck(world: World, fullBuild: FullBuild): WorldCheck {
  const formOf = createCompressedFormCheck();
  const formerAssets: Tree = new Map();
  const findSecret = createSecretSearch(world);
  return async (seed) => {
    const state = await readPublicState(world.database);
    const at = { build: world.build(), clock: world.clock() };
    const [position, whole] = await Promise.all([world.settle(), fullBuild.of(state, at)]);
    const live = readLiveTree(world.files.liveTree);
    const { held } = world;
    if (held !== null) await forgetWhatMayBeGone(world, { tree: held.tree, live });
    const expected = held?.tree ?? whole;
    const difference = compareTrees({ expected, live, formerAssets, formOf });
    if (difference !== null) {
      const { file, what } = difference;
      return `${file} ${what}\n${describePage(world.files.cacheFile, file)}`;
    }
    for (const [file, bytes] of expected) if (file.startsWith('_astro/')) formerAssets.set(file, bytes);
    const secret = findSecret();
    if (secret !== null) return secret;
    if (held !== null) return null;
    await checkQueries(world, { state, position, seed });
    return null;
  };
}

async function forgetWhatMayBeGone(world: World, { live, tree }: { tree: Tree; live: Tree }): Promise<void> {
  const mayBeGone = new Set(await filesThatMayBeGone(world));
  for (const [file, bytes] of tree)
    if (!live.has(file) && (mayBeGone.has(file) || mayBeHidden(world, bytes))) tree.delete(file);
}

/** The engine's own cache answers as a plain search does: questions that pages might ask, and everything about each entry. */
async function checkQueries(
  { files, site: { media, model, redirects } }: World,
  { position, seed, state }: { state: PublicState; position: LogPosition; seed: number },
): Promise<void> {
  const own = await openReaderAt(position, { file: files.cacheFile, model });
  try {
    const reader = checkedReader(own, { model, state });
    const { entries } = state;
    const some = (place: number): string => entries[(seed + place) % entries.length]?.id ?? '';
    const queries = sample(arbitraryQuery(model, entries), { seed, numRuns: QUERIES_PER_STEP });
    for (const [place, query] of queries.entries()) {
      readIfPossible(reader, query);
      reader.readCount(query);
      const { after: _after, limit: _limit, offset: _offset, ...order } = query;
      reader.readNeighbours({ ...order, id: some(place) });
    }
    for (const [collection, { filterable, sortable }] of Object.entries(model.collections))
      for (const field of new Set([...filterable, ...sortable]))
        for (const locale of model.locales) reader.readValues({ collection, locale, field });
    for (const id of media) reader.readMedia(id);
    for (const path of redirects) reader.readRedirect(path);
    for (const { collection, id, locale, path, slug, translationGroup } of entries) {
      const isSingle = model.collections[collection]?.single === true;
      reader.readEntry({ collection, id });
      reader.readEntry(isSingle ? { collection, locale } : { collection, path: path ?? '/' });
      if (!isSingle) reader.readEntry({ collection, locale, slug: slug ?? 'none' });
      reader.readPath(id);
      reader.readPublishedAt(id);
      reader.readBacklinks(id);
      reader.readTranslations(translationGroup);
    }
  } finally {
    own.close();
  }
}

function readIfPossible(reader: ContentReader, query: CollectionQuery): void {
  try {
    reader.readCollection(query);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
  }
}

/** A cache that was deleted is made again in its own time: nothing in the live tree waits for it. */
async function openReaderAt(
  position: LogPosition,
  options: { file: string; model: World['site']['model'] },
): Promise<ContentReader> {
  const giveUpAt = Date.now() + SETTLE_TIMEOUT_MS;
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
      if (!isNotYet) throw error;
      if (Date.now() > giveUpAt) throw outOfPatience(String(error));
      await delay(1);
    }
  }
}
