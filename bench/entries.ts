import { sql } from 'kysely';
import { SYSTEM_ACTOR } from '../server/accounts/actor.ts';
import type { AuthoringContext } from '../server/authoring/authoring-context.ts';
import { indexEntries } from '../server/authoring/index-entries.ts';
import { listEntries, type EntryListing } from '../server/authoring/list-entries.ts';
import { openDatabase } from '../server/store/database.ts';
import { contentModel } from '../site/content-model.ts';
import { makePostgres, makeSqlite, type BenchDatabase } from './api/bench-databases.ts';
import { atMost, capital, type Bench, type BenchContext, type BenchResult } from './bench.ts';
import { loadEntries } from './content/load-entries.ts';
import { sampleEntries } from './content/sample-entries.ts';
import { sampleId, sampleSite } from './content/sample-site.ts';
import { median } from './quantile.ts';

const SIZES = [1_000, 100_000];
const ROUNDS = 200;
const WARM_UP_ROUNDS = 20;
const GOAL = 2;

type Listing = Omit<EntryListing, 'actor' | 'correlationId'>;

/** What an editor asks for when a list is opened, narrowed or searched. */
const LISTINGS: Record<'firstPage' | 'search', Record<string, Listing>> = {
  firstPage: {
    all: {},
    collection: { collection: 'posts' },
    live: { collection: 'posts', locale: 'en', state: 'live' },
    byTitle: { collection: 'posts', sort: 'title' },
    oldest: { sort: 'created' },
    tag: { collection: 'posts', tag: sampleId('tags', 3) },
    featured: { collection: 'posts', where: 'featured:false', fields: 'authors,tags,publishedOn' },
    fewOfMany: { collection: 'posts', where: `featured:false;tags:${sampleId('tags', 3)}` },
    days: { collection: 'posts', where: 'publishedOn:2020-01-01..2029-12-31' },
  },
  search: {
    frequentWord: { q: 'harbour' },
    severalWords: { q: 'quiet harbour morning' },
    noSuchWord: { q: 'zwetschge' },
    inCollection: { collection: 'posts', q: 'walking' },
  },
};

export const bench: Bench = {
  name: 'entries',
  summary: `the first page of a list and of a search among ${SIZES.at(-1)} entries, against ${SIZES[0]}`,
  run: async (context) => {
    const sqlite = await measureDialect(context, 'sqlite', makeSqlite);
    const postgres = await measureDialect(context, 'postgres', makePostgres);
    return {
      metrics: { ...sqlite.metrics, ...postgres.metrics },
      goals: [...sqlite.goals, ...postgres.goals],
    };
  },
};

type Dialect = 'sqlite' | 'postgres';
type Filled = { context: AuthoringContext; close: () => Promise<void> };

async function measureDialect(
  context: BenchContext,
  dialect: Dialect,
  make: () => Promise<BenchDatabase | null>,
): Promise<BenchResult> {
  const filled: Filled[] = [];
  try {
    for (const size of context.options.pages ?? SIZES) {
      const database = await make();
      if (database === null) {
        context.progress('There is no Postgres on this machine, so its goals count as missed.');
        return { metrics: {}, goals: goalsOf(dialect, { firstPage: Infinity, search: Infinity }) };
      }
      context.progress(`${dialect}: ${size} posts are written and indexed`);
      filled.push(await fill(database, size));
    }
    return await measure(context, { dialect, filled });
  } finally {
    for (const { close } of filled) await close();
  }
}

async function fill({ address, remove }: BenchDatabase, posts: number): Promise<Filled> {
  const database = await openDatabase(address);
  const context: AuthoringContext = {
    database,
    model: contentModel,
    now: () => new Date(),
    publicationCommitted: () => {},
  };
  const close = async (): Promise<void> => {
    await database.close();
    await remove();
  };
  try {
    await loadEntries(database, { entries: sampleEntries(sampleSite({ posts })), model: contentModel });
    await indexEntries(context);
    // PostgreSQL does so by itself within a minute after so many rows.
    if (database.dialect === 'postgres') await database.write((tx) => sql`analyze`.execute(tx));
    return { context, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Turn about, so that what else the machine does hits all sizes. */
async function measure(
  { progress }: BenchContext,
  { dialect, filled }: { dialect: Dialect; filled: readonly Filled[] },
): Promise<BenchResult> {
  const metrics: Record<string, number> = {};
  const worst = { firstPage: 0, search: 0 };
  for (const [kind, listings] of Object.entries(LISTINGS) as [
    keyof typeof LISTINGS,
    Record<string, Listing>,
  ][]) {
    for (const [name, listing] of Object.entries(listings)) {
      const rows: number[] = [];
      for (const { context } of filled) rows.push(await countRows(context, listing));
      if (new Set(rows).size > 1)
        progress(`${dialect}, ${name}: ${rows.join(' and ')} rows, so that different work is compared`);
      const times = filled.map((): number[] => []);
      for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++)
        for (const [index, { context }] of filled.entries()) {
          const took = await timeListing(context, listing);
          if (round >= 0) times[index]?.push(took);
        }
      const [smallest = 0, largest = 0] = [times[0] ?? [], times.at(-1) ?? []].map(median);
      metrics[`${dialect}${capital(kind)}${capital(name)}SmallestMs`] = smallest;
      metrics[`${dialect}${capital(kind)}${capital(name)}LargestMs`] = largest;
      worst[kind] = Math.max(worst[kind], largest / smallest);
    }
  }
  return { metrics, goals: goalsOf(dialect, worst) };
}

async function countRows(context: AuthoringContext, listing: Listing): Promise<number> {
  return (await listEntries(context, { ...listing, actor: SYSTEM_ACTOR, correlationId: null })).entries
    .length;
}

async function timeListing(context: AuthoringContext, listing: Listing): Promise<number> {
  const startedAt = performance.now();
  await listEntries(context, { ...listing, actor: SYSTEM_ACTOR, correlationId: null });
  return performance.now() - startedAt;
}

function goalsOf(dialect: Dialect, { firstPage, search }: Record<keyof typeof LISTINGS, number>) {
  return [
    atMost({
      name: `${dialect}: first page, largest ÷ smallest, worst of the lists`,
      value: firstPage,
      goal: GOAL,
    }),
    atMost({
      name: `${dialect}: search, largest ÷ smallest, worst of the searches`,
      value: search,
      goal: GOAL,
    }),
  ];
}
