import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openContentCache } from '../../../content-cache/cache.ts';
import { openContentReader } from '../../../content-cache/reader.ts';
import { runInRenderContext } from '../../../content-cache/render-context.ts';
import type { RenderContext } from '../../../content-cache/render-context.ts';
import type { ContentModel } from '../../../model/content-model.ts';
import type { PublishedEntry } from '../../../model/publication.ts';
import type { TemplateBuild } from '../../../server/publishing/template-build/template-build.ts';
import { temporaryFolder } from '../harness/project.ts';
import { naiveOutcome } from './naive-file.ts';
import type { NaiveAnswer } from './naive-file.ts';
import { naiveLinks, naivePath } from './naive-links.ts';

/** The bytes of every public file by its name. */
export type Tree = Map<string, Uint8Array>;

export type FullBuild = {
  /** The whole site from nothing: what is public, a cache of its own, and a crawl that remembers nothing. */
  of(entries: readonly PublishedEntry[], build: TemplateBuild): Promise<Tree>;
  close(): void;
};

type Bundle = { render(request: Request): Promise<Response> };
type Templates = { bundle: Bundle; assets: Tree };

export function createFullBuild(model: ContentModel): FullBuild {
  const folder = mkdtempSync(join(temporaryFolder(), 'stillpress-oracle-'));
  const known = new Map<string, Templates>();
  let built = 0;

  return {
    of: async (entries, build) => {
      let templates = known.get(build.id);
      if (templates === undefined) known.set(build.id, (templates = await loadTemplates(build)));
      const file = join(folder, `${(built += 1)}.sqlite`);
      const position = { seq: 1, hash: 'oracle' };
      const cache = openContentCache({ file, model });
      await cache.replaceAll((add) => {
        add(entries);
        return Promise.resolve(position);
      });
      const reader = openContentReader({ file, model });
      reader.beginSnapshot(position);
      try {
        const roots = entries.flatMap(({ path }) => path ?? []);
        return await crawl({
          templates,
          build,
          roots,
          context: () => ({ reader, reads: [], failure: undefined }),
        });
      } finally {
        reader.close();
        cache.close();
        for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
      }
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
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

type Site = {
  templates: Templates;
  build: TemplateBuild;
  roots: readonly string[];
  context: () => RenderContext;
};

async function crawl({ templates, build, roots, context }: Site): Promise<Tree> {
  const { siteUrl } = build;
  const tree: Tree = new Map(templates.assets);
  const seen = new Set<string>();
  const staticPaths = build.routes.flatMap(({ path }) => (path === null || path === '/500' ? [] : [path]));
  const waiting = [...roots, ...staticPaths, ...assetLinks(templates.assets, siteUrl)].flatMap(
    (path) => naivePath(path, { path: '/', siteUrl }) ?? [],
  );
  // The last one found first: another order than the engine's.
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const asset = path.endsWith('/') ? `${path.slice(1)}index.html` : path.slice(1);
    if (seen.has(path) || templates.assets.has(asset)) continue;
    seen.add(path);
    const answer = await ask(path, { templates, build, context });
    const outcome = naiveOutcome(answer, siteUrl);
    if (outcome === null) continue;
    if ('ask' in outcome) {
      waiting.push(outcome.ask);
      continue;
    }
    if (tree.has(outcome.file)) throw new Error(`Two pages want to be ${outcome.file}`);
    tree.set(outcome.file, outcome.bytes);
    const { bytes, contentType, location } = answer;
    const text = Buffer.from(bytes).toString();
    waiting.push(...naiveLinks({ path, siteUrl, contentType, text }));
    if (location !== null)
      waiting.push(...[naivePath(location, { path, siteUrl })].filter((to) => to !== null));
  }
  return tree;
}

/** Pages that were prerendered link to others. */
function assetLinks(assets: Tree, siteUrl: string): string[] {
  return [...assets].flatMap(([file, bytes]) => {
    if (!file.endsWith('.html')) return [];
    const path = `/${file.replace(/index\.html$/, '')}`;
    return naiveLinks({ path, siteUrl, contentType: 'text/html', text: Buffer.from(bytes).toString() });
  });
}

async function ask(path: string, { templates, build, context }: Omit<Site, 'roots'>): Promise<NaiveAnswer> {
  const request = new Request(new URL(path.split('/').map(encodeURIComponent).join('/'), build.siteUrl));
  return await runInRenderContext(context(), async () => {
    const response = await templates.bundle.render(request);
    return {
      path,
      status: response.status,
      contentType: response.headers.get('content-type') ?? 'application/octet-stream',
      location: response.headers.get('location'),
      bytes: new Uint8Array(await response.arrayBuffer()),
    };
  });
}
