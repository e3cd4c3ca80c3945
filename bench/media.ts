import { isDeepStrictEqual } from 'node:util';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from '../tests/support/child-process.ts';
import { photographBytes } from './media/photograph.ts';
import { atMost, type Bench, type BenchContext, type BenchResult } from './bench.ts';
import type { MediaDone } from './media/media-work.ts';
import { median } from './quantile.ts';

/** An odd number: the median is one of them. */
const ROUNDS = 7;
/** As many as the server works on at once. */
const PICTURES = 2;
const GOAL = 1.15;

export const bench: Bench = {
  name: 'media',
  summary: 'from an uploaded picture to its placeholder, WebP and AVIF, against sharp alone making the same',
  run: async (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'stillpress-bench-media-'));
    try {
      const pictures = [];
      for (let seed = 1; seed <= PICTURES; seed++) {
        const path = join(folder, `${seed}.jpg`);
        writeFileSync(path, await photographBytes(seed));
        pictures.push(path);
      }
      return await measure(context, { folder, pictures });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

type Round = { product: MediaDone; bare: MediaDone };
type Work = { folder: string; pictures: readonly string[] };

/** Turn about, in processes of their own, and each side first in every other round. */
async function measure({ options, progress }: BenchContext, work: Work): Promise<BenchResult> {
  const rounds: Round[] = [];
  const count = options.publishes ?? ROUNDS;
  for (let round = 1; round <= count; round++) {
    const first = round % 2 === 0 ? await run('bare', work) : null;
    const product = await run('product', work);
    const bare = first ?? (await run('bare', work));
    if (!isDeepStrictEqual(product.made, bare.made))
      throw new Error('Sharp alone has made other files than the server: the comparison says nothing.');
    rounds.push({ product, bare });
    const ms = [product, bare].map((done) => Math.round(perVariant(done)));
    progress(`round ${round} of ${count}: ${ms[0]} ms a variant, ${ms[1]} by sharp alone`);
  }
  return resultOf(rounds);
}

async function run(side: 'product' | 'bare', { folder, pictures }: Work): Promise<MediaDone> {
  const place = join(folder, side);
  mkdirSync(place);
  const child = startChild(join(import.meta.dirname, 'media', `${side}-child.ts`), [
    JSON.stringify({ folder: place, pictures }),
  ]);
  const line = await child.nextLine();
  await child.ended;
  rmSync(place, { recursive: true });
  if (line === null)
    throw new Error(`The program of the ${side} side ended early; the reason is printed above.`);
  return JSON.parse(line) as MediaDone;
}

const perVariant = ({ ms, variants }: MediaDone): number => ms / variants;
const peak = ({ peakRssMb }: MediaDone): number => peakRssMb;

function resultOf(rounds: readonly Round[]): BenchResult {
  const ratioOf = (measured: (done: MediaDone) => number): number =>
    median(rounds.map(({ bare, product }) => measured(product) / measured(bare)));
  const of = (side: keyof Round, measured: (done: MediaDone) => number): number =>
    median(rounds.map((round) => measured(round[side])));
  return {
    metrics: {
      variantMs: of('product', perVariant),
      bareVariantMs: of('bare', perVariant),
      peakRssMb: of('product', peak),
      barePeakRssMb: of('bare', peak),
      variants: rounds[0]?.product.variants ?? 0,
    },
    goals: [
      atMost({ name: 'time of a variant ÷ sharp alone', value: ratioOf(perVariant), goal: GOAL }),
      atMost({ name: 'peak memory (RSS) ÷ sharp alone', value: ratioOf(peak), goal: GOAL }),
    ],
  };
}
