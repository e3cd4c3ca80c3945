import { atMost, type Bench, type BenchContext, type BenchResult } from './bench.ts';
import { createEdits } from './edits/edits.ts';
import { repeat } from './edits/repeat.ts';
import { openPageRenderer, type PageRenderer } from './floor/render-pages.ts';
import { median, quantile } from './quantile.ts';
import { createBenchSite, type BenchSite } from './site/bench-site.ts';
import { signIn, type Editor } from './site/editor.ts';
import { openDatabase } from '../server/store/database.ts';
import { startPublishing } from './site/publishing-process.ts';
import { latestFinishedRelease, type FinishedRelease } from './site/release-of.ts';

const SIZES = [1_000, 100_000];
const PREVIEWS = 500;
/** V8 takes some hundred renders to compile what they run through. */
const WARM_UP_PREVIEWS = 500;
const LIMIT_MS = 120_000;
const P95_GOAL = 3;

export const bench: Bench = {
  name: 'preview',
  summary: 'from a saved draft to its page on the real templates, against a bare render and a round trip',
  run: async (context) => {
    const { pages = SIZES, publishes = PREVIEWS } = context.options;
    const result: BenchResult = { metrics: {}, goals: [] };
    for (const posts of pages) {
      context.progress(`making a site of ${posts} posts`);
      const site = await createBenchSite({ posts });
      try {
        const { goals, metrics } = await measureSite(context, { site, posts, previews: publishes });
        Object.assign(result.metrics, metrics);
        result.goals.push(...goals);
      } finally {
        site.remove();
      }
    }
    return result;
  },
};

type Sized = { site: BenchSite; posts: number; previews: number };

async function measureSite(context: BenchContext, { posts, previews, site }: Sized): Promise<BenchResult> {
  const { profile } = context.options;
  const publishing = await startPublishing(site, { profile });
  context.progress(`published for the first time after ${Math.round(publishing.startMs)} ms`);
  const database = await openDatabase({ dataDir: site.dataDir });
  const editor = await signIn(site, publishing.port);
  const renderer = openPageRenderer(site);
  try {
    const release = await latestFinishedRelease(database);
    const desk = { editor, port: publishing.port, release, renderer, site };
    const take = createSampler(desk);
    await repeat({ times: Math.min(WARM_UP_PREVIEWS, previews), limitMs: LIMIT_MS / 2 }, take);
    return resultOf(posts, await repeat({ times: previews, limitMs: LIMIT_MS }, take));
  } finally {
    renderer.close();
    editor.close();
    await database.close();
    await publishing.stop();
  }
}

type Desk = {
  editor: Editor;
  port: number;
  release: FinishedRelease;
  renderer: PageRenderer;
  site: BenchSite;
};

type Sample = { previewMs: number; renderMs: number; roundTripMs: number };

/** One after the other, so that what else the machine does hits all three. Each draft is another one's. */
function createSampler({ editor, port, release, renderer, site }: Desk): () => Promise<Sample> {
  const { plan } = createEdits(site.content, editor);
  const origin = `http://127.0.0.1:${port}`;
  return async () => {
    const { file, marker, postId, save } = plan('bodyEdit');
    // Whoever works on a draft has its preview open.
    const address = origin + (await editor.openPreview({ id: postId }));
    const closeLive = await openLive(address);
    await save();
    const savedAt = performance.now();
    const shown = await (await fetch(address)).text();
    const previewMs = performance.now() - savedAt;
    closeLive();
    if (!shown.includes(marker)) throw new Error(`The preview of ${file} does not show what was saved.`);
    const askedAt = performance.now();
    await (await fetch(`${origin}/healthz`)).text();
    const roundTripMs = performance.now() - askedAt;
    const { ms: renderMs } = await renderer.render(release, [`/${file.replace(/index\.html$/, '')}`]);
    return { previewMs, renderMs, roundTripMs };
  };
}

/** What the script of a preview does in a browser. */
async function openLive(address: string): Promise<() => void> {
  const page = await (await fetch(address)).text();
  const [, live = ''] = /data-live="([^"]+)"/.exec(page) ?? [];
  const path = new URL(address).pathname.split('/').slice(4).join('/');
  const url = new URL(`${live}&path=/${encodeURIComponent(path)}`, address);
  const closing = new AbortController();
  const stream = await fetch(url, { signal: closing.signal });
  if (!stream.ok) throw new Error(`The preview cannot be followed: ${await stream.text()}`);
  return () => closing.abort();
}

function resultOf(posts: number, samples: readonly Sample[]): BenchResult {
  const bareMs = median(samples.map(({ renderMs, roundTripMs }) => renderMs + roundTripMs));
  const times = samples.map(({ previewMs }) => previewMs);
  const p95Ms = quantile(times, 0.95);
  return {
    metrics: {
      [`preview${posts}P50Ms`]: median(times),
      [`preview${posts}P95Ms`]: p95Ms,
      [`bareRender${posts}P50Ms`]: median(samples.map(({ renderMs }) => renderMs)),
      [`roundTrip${posts}P50Ms`]: median(samples.map(({ roundTripMs }) => roundTripMs)),
      [`previews${posts}`]: samples.length,
    },
    goals: [
      atMost({
        name: `${posts} posts: p95 ÷ (bare render + round trip)`,
        value: p95Ms / bareMs,
        goal: P95_GOAL,
      }),
    ],
  };
}
