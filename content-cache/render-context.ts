import { AsyncLocalStorage } from 'node:async_hooks';
import { canonicalJson } from '../model/canonical-json.ts';
import type { ClockValues } from '../model/publication.ts';
import { ContentCacheError } from './errors.ts';
import type { Question, ReadRecord } from './read-record.ts';
import type { ContentReader } from './reader.ts';
import { digestOfAnswer } from './reads/answer-digest.ts';

/** What one render reads through, and what it has read so far. */
export type RenderContext = {
  readonly reader: ContentReader;
  readonly reads: ReadRecord[];
  /** When entries were last published, as far as it has asked: at the end one read, since a sitemap asks for hundreds. */
  dates?: Map<string, string | null>;
  /** What `readClock` answers. */
  readonly clock: ClockValues;
  /** The first read that failed. A page must not be made of what is left, whatever its template answers. */
  failure: unknown;
};

type Running = { context: RenderContext; ended: boolean };

/**
 * Runs one render. Everything that reads content, the response's body included, has to be finished when `work` resolves. Throws the first
 * failure of a read even if the template carried on without it.
 */
export async function runInRenderContext<T>(context: RenderContext, work: () => Promise<T>): Promise<T> {
  const running: Running = { context, ended: false };
  try {
    const result = await shared.storage.run(running, work);
    throwFailure(context.failure);
    throwFailure(shared.outsideFailure);
    if (context.dates !== undefined) context.reads.push(recordOfDates(context.dates));
    return result;
  } finally {
    running.ended = true;
  }
}

/** The context of the render that asks. Throws when there is none, since a page must depend on everything it shows. */
export function currentRenderContext(): RenderContext {
  const running = shared.storage.getStore();
  if (running !== undefined && !running.ended) return running.context;
  const error = new ContentCacheError(
    'read-outside-render',
    running === undefined
      ? 'Content was read outside the rendering of a page, for example at the top level of a module. The page could not be kept up to date. Read it in the frontmatter of the page or component.'
      : 'Content was read after its page had been rendered. Await every read in the frontmatter of the page or component.',
  );
  // Astro turns what a loader throws into a missing entry; every render with this module in memory would build on it.
  shared.outsideFailure ??= error;
  throw error;
}

/** The render that is running here, whether it has ended or not; undefined where none was begun. */
export function enclosingRender(): RenderContext | undefined {
  return shared.storage.getStore()?.context;
}

function recordOfDates(dates: ReadonlyMap<string, string | null>): ReadRecord {
  const ids = [...dates.keys()].sort();
  const question: Question = { kind: 'published-at', ids };
  const answer = ids.map((id) => dates.get(id) ?? null);
  return { question: canonicalJson(question), digest: digestOfAnswer(answer), window: null };
}

function throwFailure(failure: unknown): void {
  if (failure === undefined) return;
  throw failure instanceof Error ? failure : new Error('A read of content failed.', { cause: failure });
}

/** The site's bundle carries its own copy of this module: both copies meet at one place. */
type Shared = { storage: AsyncLocalStorage<Running>; outsideFailure: unknown };

const SHARED_KEY = Symbol.for('stillpress.render-context');
const place = globalThis as { [SHARED_KEY]?: Shared };
const shared: Shared = (place[SHARED_KEY] ??= {
  storage: new AsyncLocalStorage(),
  outsideFailure: undefined,
});
