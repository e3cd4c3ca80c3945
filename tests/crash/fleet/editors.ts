import { setTimeout as delay } from 'node:timers/promises';
import { ApiError } from '../../../model/api/api-error.ts';
import { createApiClient, type ApiClient } from '../../../model/api/client.ts';
import type { Entry } from '../../../model/api/entry.ts';
import { runCommand } from '../../e2e/cli/run-stillpress.ts';
import type { Fleet } from './fleet.ts';
import { numberIn, titleOf } from './numbers.ts';

const EDITORS = 4;
const OWNER = { email: 'owner@example.org', name: 'Owner', password: 'correct horse battery staple' };

/** Each writes in a page of its own, and publishes every version. What is refused or has no answer is sent again under its key, until it is answered. */
export type Editors = {
  pages: readonly Page[];
  /** Of all saves and publications, those that were answered with success. */
  counts: { saves: number; publications: number };
  /** Resolves once somebody has had something published that was begun after this. */
  untilMore(): Promise<void>;
  /** What the server has of a page, in the end. */
  storedNumber(page: Page): Promise<number | null>;
  stop(): Promise<void>;
};

export type Page = {
  id: string;
  slug: string;
  /** The last number whose save, and whose publication, was answered with success. */
  saved: number;
  published: number;
};

export async function startEditors(fleet: Fleet): Promise<Editors> {
  const api = await signIn(fleet);
  const counts = { saves: 0, publications: 0 };
  const over = new AbortController();
  const opened = await Promise.all(
    Array.from({ length: EDITORS }, async (_, index) => {
      const content = contentOf(`storm-${index}`, 0);
      const { body } = await untilAnswered((idempotencyKey) =>
        api.createEntry({ idempotencyKey, body: { collection: 'pages', locale: 'en', content } }),
      );
      return { page: { id: body.id, slug: `storm-${index}`, saved: 0, published: 0 }, entry: body };
    }),
  );
  const pages: Page[] = opened.map(({ page }) => page);
  const write = async ({ entry, page }: { page: Page; entry: Entry }): Promise<void> => {
    let { versionId } = entry.draft;
    for (let number = 1; !over.signal.aborted; number += 1) {
      const content = contentOf(page.slug, number);
      const { id } = page;
      const seen = { id, ifMatch: versionId };
      await untilDone((idempotencyKey) => api.saveDraft({ ...seen, body: { content }, idempotencyKey }));
      page.saved = number;
      counts.saves += 1;
      ({ versionId } = (await untilAnswered(() => api.readEntry({ id }))).body.draft);
      const published = { id, ifMatch: versionId };
      await untilDone((idempotencyKey) => api.publishEntry({ ...published, idempotencyKey }));
      page.published = number;
      counts.publications += 1;
    }
  };
  const writing = Promise.all(opened.map(write));
  return {
    pages,
    counts,
    untilMore: async () => {
      // Those that are under way may have been answered for the most part.
      const wanted = counts.publications + EDITORS + 1;
      while (counts.publications < wanted) await Promise.race([delay(20), writing]);
    },
    storedNumber: async ({ id, slug }) => {
      const { body } = await untilAnswered(() => api.readEntry({ id }));
      return numberIn(body.title, slug);
    },
    stop: async () => {
      over.abort();
      await writing;
    },
  };
}

function contentOf(slug: string, number: number) {
  return { title: titleOf(slug, number), slug };
}

async function signIn(fleet: Fleet): Promise<ApiClient> {
  const { stdout } = await runCommand(['owner-link', '--json'], fleet.env);
  const { url } = JSON.parse(stdout) as { url: string };
  const token = new URL(url).searchParams.get('token') ?? '';
  const api = createApiClient({ baseUrl: 'http://fleet', fetch: sendTo(fleet) });
  await untilAnswered(() => api.acceptOwnerLink({ body: { ...OWNER, token } }));
  return api;
}

/** As a balancer does: one after the other, those that are up. */
function sendTo({ members }: Fleet): (url: string, init: RequestInit) => Promise<Response> {
  const webs = members.filter(({ role }) => role === 'web');
  let next = 0;
  return async (url, init) => {
    next += 1;
    const up = webs.filter((web) => web.isUp());
    const { port } = up[next % up.length] ?? webs[0] ?? { port: 0 };
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    return await fetch(url.replace('http://fleet', `http://127.0.0.1:${port}`), { ...init, signal });
  };
}

const ANSWER_WITHIN_MS = 20_000;
const AGAIN_AFTER_MS = 100;

/** Everything else is a fault of the program. */
async function untilAnswered<Answer>(send: (key: string) => Promise<Answer>): Promise<Answer> {
  const key = crypto.randomUUID();
  for (;;) {
    try {
      return await send(key);
    } catch (error) {
      if (!isToBeSentAgain(error)) throw error;
      await delay(AGAIN_AFTER_MS);
    }
  }
}

function isToBeSentAgain(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  const { status } = error;
  return status === null || status >= 500 || status === 429;
}

/** Where a process went between the deed and its answer, the next one knows that it was done. */
async function untilDone(send: (key: string) => Promise<unknown>): Promise<void> {
  try {
    await untilAnswered(send);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'answer-lost') throw error;
  }
}
