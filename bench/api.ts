import { join } from 'node:path';
import { startChild, type Child } from '../tests/support/child-process.ts';
import { makePostgres, makeSqlite, type BenchDatabase } from './api/bench-databases.ts';
import { openRawSaves, type RawSaves } from './api/raw-saves.ts';
import type { LoadOrder, LoadResult } from './api/save-load.ts';
import type { ServerLine } from './api/save-server.ts';
import { atLeast, type Bench, type BenchContext, type BenchResult } from './bench.ts';
import { quantile } from './quantile.ts';

const CLIENTS = 16;
/** Turn about, so that what else the machine does hits both sides; the median of an odd number is one of them. */
const ROUNDS = 15;
const ROUND_MS = 1_500;
/** V8 takes some thousand saves to compile what they run through. */
const WARM_UP_MS = 10_000;
const GOAL = 0.25;

export const bench: Bench = {
  name: 'api',
  summary: `drafts saved through the API by ${CLIENTS} clients, against bare inserts and updates on the same database`,
  run: async (context) => {
    const sqlite = await measureDialect(context, 'sqlite', await makeSqlite());
    const database = await makePostgres();
    if (database === null)
      context.progress('There is no Postgres on this machine, so its goal counts as missed.');
    const postgres =
      database === null ? missed('postgres') : await measureDialect(context, 'postgres', database);
    return {
      metrics: { ...sqlite.metrics, ...postgres.metrics },
      goals: [...sqlite.goals, ...postgres.goals],
    };
  },
};

type Dialect = 'sqlite' | 'postgres';

async function measureDialect(
  context: BenchContext,
  dialect: Dialect,
  { address, remove }: BenchDatabase,
): Promise<BenchResult> {
  const server = startProgram('save-server.ts', [JSON.stringify({ ...address, entries: 2 * CLIENTS })]);
  const generator = startProgram('load-generator.ts', []);
  try {
    const { entries, userId, ...place }: ServerLine = await readLine(server);
    const raw = await openRawSaves(address, { entries: entries.slice(CLIENTS), userId });
    try {
      const order = { ...place, entries: entries.slice(0, CLIENTS) };
      return await measure(context, { dialect, raw, generator, order });
    } finally {
      await raw.close();
    }
  } finally {
    for (const child of [generator, server]) {
      child.process.stdin?.end();
      await child.ended;
    }
    await remove();
  }
}

type Sides = { dialect: Dialect; raw: RawSaves; generator: Child; order: Omit<LoadOrder, 'milliseconds'> };

async function measure(
  context: BenchContext,
  { dialect, raw, generator, order }: Sides,
): Promise<BenchResult> {
  const rates: { raw: number; api: number }[] = [];
  const latenciesMs: number[] = [];
  let { entries } = order;
  for (let round = 0; round <= ROUNDS; round++) {
    const milliseconds = round === 0 ? WARM_UP_MS : ROUND_MS;
    const rawRate = await raw.run(ROUND_MS);
    generator.send(JSON.stringify({ ...order, entries, milliseconds }));
    const loaded: LoadResult = await readLine(generator);
    ({ entries } = loaded);
    const rate = `${Math.round(loaded.savesPerSecond)} through the API, ${Math.round(rawRate)} raw`;
    context.progress(`${dialect}, ${round === 0 ? 'to warm up' : `round ${round} of ${ROUNDS}`}: ${rate}`);
    if (round === 0) continue;
    rates.push({ raw: rawRate, api: loaded.savesPerSecond });
    latenciesMs.push(...loaded.latenciesMs);
  }
  const api = quantile(
    rates.map((rate) => rate.api),
    0.5,
  );
  return {
    metrics: {
      [`${dialect}SavesPerSecond`]: api,
      [`${dialect}RawSavesPerSecond`]: quantile(
        rates.map((rate) => rate.raw),
        0.5,
      ),
      [`${dialect}P50Ms`]: quantile(latenciesMs, 0.5),
      [`${dialect}P99Ms`]: quantile(latenciesMs, 0.99),
    },
    goals: [
      ratio(
        dialect,
        quantile(
          rates.map((rate) => rate.api / rate.raw),
          0.5,
        ),
      ),
    ],
  };
}

function missed(dialect: Dialect): BenchResult {
  return { metrics: {}, goals: [ratio(dialect, 0)] };
}

function ratio(dialect: Dialect, value: number) {
  return atLeast({ name: `${dialect}: saves through the API ÷ raw`, value, goal: GOAL });
}

function startProgram(file: string, args: readonly string[]): Child {
  return startChild(join(import.meta.dirname, 'api', file), args);
}

/** What a program of this bench prints is of the type that its reader expects. */
async function readLine<T>(child: Child): Promise<T> {
  const line = await child.nextLine();
  if (line === null) throw new Error('A program of the bench ended early; the reason is printed above.');
  return JSON.parse(line);
}
