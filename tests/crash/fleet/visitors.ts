import { setTimeout as delay } from 'node:timers/promises';
import type { TestNginx } from '../../support/start-nginx.ts';
import type { Page } from './editors.ts';
import { numberIn } from './numbers.ts';

const VISITORS = 3;
const PAUSE_MS = 10;

export type Visitors = {
  counts: { visits: number };
  /** What none of them should have seen: errors, half a page, or an older one than before. */
  problems: readonly string[];
  /** While the web server itself is away, nobody gets anything. */
  lookAway<Result>(meanwhile: () => Promise<Result>): Promise<Result>;
  stop(): Promise<void>;
};

/** Read the pages that are public, again and again. */
export function startVisitors(nginx: TestNginx, pages: readonly Page[]): Visitors {
  const counts = { visits: 0 };
  const problems: string[] = [];
  let away = 0;
  const over = new AbortController();
  /** `newest`: what one of them has seen. */
  const visit = async ({ slug }: Page, newest: Map<string, number>): Promise<void> => {
    const at = newest.get(slug);
    const wasAway = away > 0;
    const answer = await nginx.ask(`/${slug}/`).catch(() => null);
    if (wasAway || away > 0) return;
    counts.visits += 1;
    const text = answer?.body.toString() ?? '';
    const number = numberIn(text, slug);
    if (answer?.status === 404 && at === undefined) return;
    if (answer?.status !== 200 || number === null || !text.trimEnd().endsWith('</html>'))
      problems.push(`/${slug}/ was answered with ${answer?.status ?? 'nothing'}: ${text.slice(0, 80)}`);
    else if (number < (at ?? 0)) problems.push(`/${slug}/ went back from ${at} to ${number}`);
    else newest.set(slug, number);
  };
  const walk = async (): Promise<void> => {
    const newest = new Map<string, number>();
    while (!over.signal.aborted) {
      for (const page of pages) await visit(page, newest);
      await delay(PAUSE_MS);
    }
  };
  const walking = Promise.all(Array.from({ length: VISITORS }, walk));
  return {
    counts,
    problems,
    lookAway: async (meanwhile) => {
      away += 1;
      return await meanwhile().finally(() => {
        away -= 1;
      });
    },
    stop: async () => {
      over.abort();
      await walking;
    },
  };
}
