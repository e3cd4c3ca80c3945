import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openContentCache } from '../../../content-cache/cache.ts';
import { openContentReader } from '../../../content-cache/reader.ts';
import { runInRenderContext } from '../../../content-cache/render-context.ts';
import type { RenderContext } from '../../../content-cache/render-context.ts';
import type { ContentModel } from '../../../model/content-model.ts';
import type { ClockValues } from '../../../model/publication.ts';
import type { TemplateBuild } from '../../../server/publishing/template-build/template-build.ts';
import { createTemporaryFolder } from '../harness/temporary-folder.ts';
import { checkedReader } from './checked-reader.ts';
import { crawl } from './crawl.ts';
import type { CrawledSite, Tree } from './crawl.ts';
import { fillCache } from './fill-cache.ts';
import type { NaiveAnswer } from './naive-file.ts';
import { asNaivePicture } from './naive-picture.ts';
import type { PublicState } from './public-state.ts';

export type FullBuild = {
  /** The whole site from nothing: what is public, a cache of its own, and a crawl that remembers nothing. */
  of(state: PublicState, at: { build: TemplateBuild; clock: ClockValues }): Promise<Tree>;
  close(): void;
};

type Bundle = { render(request: Request): Promise<Response> };
type Templates = { bundle: Bundle; assets: Tree };

export function createFullBuild(model: ContentModel): FullBuild {
  const folder = createTemporaryFolder('oracle');
  const known = new Map<string, Templates>();
  const file = join(folder.path, 'content-cache.sqlite');
  const cache = openContentCache({ file, model });
  const own = openContentReader({ file, model });

  return {
    of: async (state, { build, clock }) => {
      let templates = known.get(build.id);
      if (templates === undefined) known.set(build.id, (templates = await loadTemplates(build)));
      const position = await fillCache(cache, state);
      own.beginSnapshot(position);
      const reader = checkedReader(own, { model, state });
      try {
        const { bundle, assets } = templates;
        const { siteUrl } = build;
        const roots = rootsOf(state, build);
        const ask = (path: string): Promise<NaiveAnswer> =>
          render(path, {
            bundle,
            siteUrl,
            context: { reader, reads: [], clock, failure: undefined },
          });
        return await crawl({ siteUrl, assets, roots, redirectOf: redirectsOf(state), ask });
      } finally {
        own.endSnapshot();
      }
    },
    close: () => {
      own.close();
      cache.close();
      folder.remove();
    },
  };
}

/** What is asked for although nothing leads there. */
export function rootsOf({ entries, redirects }: PublicState, build: TemplateBuild): string[] {
  const paths = [...entries, ...redirects].flatMap(({ path }) => path ?? []);
  return [...paths, ...staticPaths(build)];
}

export function redirectsOf({ entries, redirects }: PublicState): CrawledSite['redirectOf'] {
  return (path) => {
    const redirect = redirects.find((one) => one.path === path);
    if (redirect === undefined) return null;
    const { status, to } = redirect;
    if (to === null) return { status, location: null };
    if (to.kind === 'url') return { status, location: to.url };
    const target = to.kind === 'path' ? to.path : (entries.find(({ id }) => id === to.entryId)?.path ?? null);
    if (target === null) return null;
    const location = target.split('/').map(encodeURIComponent).join('/');
    return { status, location };
  };
}

async function loadTemplates({ entryFile, folder }: TemplateBuild): Promise<Templates> {
  const client = join(folder, 'client');
  const files = readdirSync(client, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const assets = files
    .map((file) => join(file.parentPath, file.name))
    .map((file) => [relative(client, file), new Uint8Array(readFileSync(file))] as const);
  return { bundle: (await import(pathToFileURL(entryFile).href)) as Bundle, assets: new Map(assets) };
}

/** Astro's route for errors, which nothing serves. */
const ERROR_ROUTE = '/500';

function staticPaths({ routes }: TemplateBuild): string[] {
  return routes.flatMap(({ path }) => (path === null || path === ERROR_ROUTE ? [] : [path]));
}

type Rendering = { bundle: Bundle; siteUrl: string; context: RenderContext };

async function render(path: string, { bundle, context, siteUrl }: Rendering): Promise<NaiveAnswer> {
  const request = new Request(new URL(path.split('/').map(encodeURIComponent).join('/'), siteUrl));
  return await runInRenderContext(context, async () => {
    const response = await bundle.render(request);
    return await asNaivePicture({
      path,
      status: response.status,
      contentType: response.headers.get('content-type') ?? 'application/octet-stream',
      location: response.headers.get('location'),
      bytes: new Uint8Array(await response.arrayBuffer()),
    });
  });
}
