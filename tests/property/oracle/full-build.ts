import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { clockValues } from '../../../content-cache/clock.ts';
import { openContentCache } from '../../../content-cache/cache.ts';
import { openContentReader } from '../../../content-cache/reader.ts';
import { runInRenderContext } from '../../../content-cache/render-context.ts';
import type { RenderContext } from '../../../content-cache/render-context.ts';
import type { ContentModel } from '../../../model/content-model.ts';
import type { PublishedEntry } from '../../../model/publication.ts';
import type { TemplateBuild } from '../../../server/publishing/template-build/template-build.ts';
import { createTemporaryFolder } from '../harness/temporary-folder.ts';
import { checkedReader } from './checked-reader.ts';
import { crawl } from './crawl.ts';
import type { Tree } from './crawl.ts';
import type { NaiveAnswer } from './naive-file.ts';

export type FullBuild = {
  /** The whole site from nothing: what is public, a cache of its own, and a crawl that remembers nothing. */
  of(entries: readonly PublishedEntry[], build: TemplateBuild): Promise<Tree>;
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
    of: async (entries, build) => {
      let templates = known.get(build.id);
      if (templates === undefined) known.set(build.id, (templates = await loadTemplates(build)));
      const position = { seq: 1, hash: 'oracle' };
      await cache.replaceAll((sink) => {
        sink.entries(entries);
        return Promise.resolve(position);
      });
      own.beginSnapshot(position);
      const reader = checkedReader(own, { entries, model });
      try {
        const { bundle, assets } = templates;
        const { siteUrl } = build;
        const roots = [...entries.flatMap(({ path }) => path ?? []), ...staticPaths(build)];
        const ask = (path: string): Promise<NaiveAnswer> =>
          render(path, {
            bundle,
            siteUrl,
            context: { reader, reads: [], clock: clockValues(new Date()), failure: undefined },
          });
        return await crawl({ siteUrl, assets, roots, ask });
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

export function staticPaths({ routes }: TemplateBuild): string[] {
  return routes.flatMap(({ path }) => (path === null || path === ERROR_ROUTE ? [] : [path]));
}

type Rendering = { bundle: Bundle; siteUrl: string; context: RenderContext };

async function render(path: string, { bundle, context, siteUrl }: Rendering): Promise<NaiveAnswer> {
  const request = new Request(new URL(path.split('/').map(encodeURIComponent).join('/'), siteUrl));
  return await runInRenderContext(context, async () => {
    const response = await bundle.render(request);
    return {
      path,
      status: response.status,
      contentType: response.headers.get('content-type') ?? 'application/octet-stream',
      location: response.headers.get('location'),
      bytes: new Uint8Array(await response.arrayBuffer()),
    };
  });
}
