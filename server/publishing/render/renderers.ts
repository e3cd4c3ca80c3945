import type { TemplateBuild } from '../template-build/template-build.ts';
import { createRenderPool } from './render-pool.ts';
import type { RenderPool, RenderPoolOptions } from './render-pool.ts';

/** The workers of every template build in use. Drafts have a worker of their own: nobody waits for a release to see a preview. */
export type Renderers = {
  forReleases(build: TemplateBuild): RenderPool;
  /** For very many pages, until `endSites`. */
  forSites(build: TemplateBuild): RenderPool;
  /** Gives back what the workers of sites have taken; one for releases begins to wait. */
  endSites(next: TemplateBuild): void;
  forDrafts(build: TemplateBuild): RenderPool;
  /** With workers that have rendered nothing yet, for the caller to close. */
  fresh(build: TemplateBuild): RenderPool;
  /** From now on others render: these may hold on to something that is not so any more. */
  renew(build: TemplateBuild): void;
  /** The workers of all other builds end. */
  keepOnly(builds: readonly TemplateBuild[]): void;
  /** Idempotent. What is being rendered ends as failed. */
  close(): Promise<void>;
};

/** While a draft is laid over the content cache, no publication can be written to it. */
const DRAFT_TIMEOUT_MS = 5_000;

/**
 * Young objects are what a page is made of: in a small place many of them are taken for old ones when page after page is rendered, and a fifth of
 * all the processor's time went into finding out that they are not.
 */
const YOUNG_MEMORY_OF_SITES_MB = 64;

export function createRenderers(options: Omit<RenderPoolOptions, 'build'>): Renderers {
  const pools = new Map<string, RenderPool>();
  const closing = new Set<Promise<void>>();
  let isClosed = false;

  function poolOf(kind: string, build: TemplateBuild, more: Partial<RenderPoolOptions>): RenderPool {
    if (isClosed) throw new Error('The renderers were closed');
    const key = `${kind} ${build.id}`;
    const pool = pools.get(key) ?? createRenderPool({ ...more, ...options, build });
    pools.set(key, pool);
    return pool;
  }

  function close(keys: Iterable<string>): void {
    for (const key of Array.from(keys)) {
      const pool = pools.get(key);
      if (pool === undefined) continue;
      const ended = pool.close();
      closing.add(ended);
      void ended.finally(() => closing.delete(ended));
      pools.delete(key);
    }
  }

  return {
    forReleases: (build) => poolOf('releases', build, {}),
    forSites: (build) => poolOf('sites', build, { youngMemoryMb: YOUNG_MEMORY_OF_SITES_MB }),
    endSites: (next) => {
      const ended = [...pools.keys()].filter((key) => key.startsWith('sites '));
      if (isClosed || ended.length === 0) return;
      close(ended);
      poolOf('releases', next, {}).prepare();
    },
    forDrafts: (build) => poolOf('drafts', build, { threads: 1, pageTimeoutMs: DRAFT_TIMEOUT_MS }),
    fresh: (build) => {
      if (isClosed) throw new Error('The renderers were closed');
      return createRenderPool({ ...options, threads: 1, build });
    },
    renew: ({ id }) => {
      for (const kind of ['releases', 'drafts']) pools.get(`${kind} ${id}`)?.renew();
    },
    keepOnly: (builds) => {
      const ids = new Set(builds.map(({ id }) => id));
      close([...pools.keys()].filter((key) => !ids.has(key.slice(key.indexOf(' ') + 1))));
    },
    close: async () => {
      isClosed = true;
      close(pools.keys());
      await Promise.all(closing);
    },
  };
}
