import type { Page } from 'playwright-core';
import { openBrowser } from '../tests/support/browser.ts';
import { findComponent } from '../tests/support/components.ts';
import { atMost, type Bench, type BenchContext, type BenchResult } from './bench.ts';
import { median, quantile } from './quantile.ts';
import { startAdmin, type Admin } from './typing/admin-page.ts';
import { openBarePage } from './typing/bare-page.ts';
import { putCursor, typeKeys, watchKeys } from './typing/key-times.ts';
import { longDocument, middleOf } from './typing/long-document.ts';
import { previewOpened, samplePreview, watchPreview, type PreviewSample } from './typing/preview-times.ts';

const WORDS = 5_000;
const KEYS = 500;
const KEYS_A_ROUND = 50;
const P50_GOAL = 1.6;
const PREVIEWS = 40;
const PREVIEW_GOAL = 2;
const FRAME_MS = 1_000 / 60;

const TEXT = longDocument(WORDS);

export const bench: Bench = {
  name: 'typing',
  summary: 'from a key to the next frame in a long text, against ProseMirror alone; and to its preview',
  run: async (context) => {
    const browser = await openBrowser(findComponent('chromium'));
    const [page, barePage] = [await browser.context.newPage(), await browser.context.newPage()];
    context.progress('starting the server');
    const admin = await startAdmin(page, TEXT);
    try {
      const keys = await measureKeys(context, { admin, page, barePage });
      await barePage.close();
      return { ...joined(keys, await measurePreviews(context, { admin, page })) };
    } finally {
      await admin.stop();
      await browser.close();
    }
  },
};

function joined(one: BenchResult, other: BenchResult): BenchResult {
  return { metrics: { ...one.metrics, ...other.metrics }, goals: [...one.goals, ...other.goals] };
}

type Pages = { admin: Admin; page: Page; barePage: Page };

/** Turn about, so that what else the machine does hits both. */
async function measureKeys(
  { options, progress }: BenchContext,
  { admin, barePage, page }: Pages,
): Promise<BenchResult> {
  const bare = await openBarePage(TEXT);
  try {
    for (const one of [page, barePage]) await watchKeys(one);
    await admin.open(page);
    await barePage.goto(bare.url);
    for (const one of [page, barePage]) await putCursor(one, middleOf(TEXT));
    const takeRound = async (): Promise<Round> => ({
      bare: await typeKeys(barePage, KEYS_A_ROUND),
      own: await typeKeys(page, KEYS_A_ROUND),
    });
    // What is only compiled after many runs.
    await takeRound();
    const rounds: Round[] = [];
    while (rounds.length < (options.publishes ?? KEYS) / KEYS_A_ROUND) {
      const round = await takeRound();
      rounds.push(round);
      const [own, alone] = [median(round.own).toFixed(1), median(round.bare).toFixed(1)];
      progress(`round ${rounds.length}: ${own} ms from key to frame, ${alone} ms with ProseMirror alone`);
    }
    return resultOfKeys(rounds);
  } finally {
    bare.close();
  }
}

type Round = { own: number[]; bare: number[] };

function resultOfKeys(rounds: readonly Round[]): BenchResult {
  const own = rounds.flatMap((round) => round.own);
  const bare = rounds.flatMap((round) => round.bare);
  const ratios = rounds.map((round) => median(round.own) / median(round.bare));
  return {
    metrics: {
      keyP50Ms: median(own),
      keyP95Ms: quantile(own, 0.95),
      bareKeyP50Ms: median(bare),
      bareKeyP95Ms: quantile(bare, 0.95),
      keys: own.length,
    },
    goals: [atMost({ name: 'key to frame: p50 ÷ ProseMirror alone', value: median(ratios), goal: P50_GOAL })],
  };
}

/** Of the time that the preview waits for whoever goes on typing, nothing counts; one frame is the browser's. */
async function measurePreviews(
  { options, progress }: BenchContext,
  { admin, page }: Pick<Pages, 'admin' | 'page'>,
): Promise<BenchResult> {
  progress('typing beside the preview');
  await watchPreview(page);
  await admin.open(page, '?panel=preview');
  await previewOpened(page, middleOf(TEXT));
  await putCursor(page, middleOf(TEXT));
  await samplePreview(page, 0);
  const samples: PreviewSample[] = [];
  const wanted = Math.min(PREVIEWS, options.publishes ?? PREVIEWS);
  while (samples.length < wanted) samples.push(await samplePreview(page, samples.length + 1));
  const ratios = samples.map(({ repaintMs, requestMs }) => (repaintMs - FRAME_MS) / requestMs);
  return {
    metrics: {
      repaintP50Ms: median(samples.map(({ repaintMs }) => repaintMs)),
      previewRequestP50Ms: median(samples.map(({ requestMs }) => requestMs)),
      previews: samples.length,
    },
    goals: [
      atMost({
        name: 'pause to preview, without a frame: p50 ÷ its request',
        value: median(ratios),
        goal: PREVIEW_GOAL,
      }),
    ],
  };
}
