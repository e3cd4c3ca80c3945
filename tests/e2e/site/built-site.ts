import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pino } from 'pino';
import { clockValues } from '../../../content-cache/clock.ts';
import { openContentCache } from '../../../content-cache/cache.ts';
import type { ReadRecord } from '../../../content-cache/read-record.ts';
import { openContentReader } from '../../../content-cache/reader.ts';
import { runInRenderContext } from '../../../content-cache/render-context.ts';
import type { PublishedEntry } from '../../../model/publication.ts';
import { buildTemplates } from '../../../server/publishing/template-build/build-templates.ts';
import type { TemplateBuild } from '../../../server/publishing/template-build/template-build.ts';
import { contentModel } from '../../../site/content-model.ts';

const PROJECT_ROOT = join(import.meta.dirname, '../../..');
export const SITE_URL = 'https://plain.example';

export type Answer = { status: number; contentType: string; body: string; reads: ReadRecord[] };

export type Site = {
  render(path: string): Promise<Answer>;
  /** Makes every read from now on fail. */
  breakCache(): void;
};

export type BuiltSite = {
  build: TemplateBuild;
  /** The site with these entries published. */
  open(entries: readonly PublishedEntry[]): Promise<Site>;
  /** Every page that can be reached from the front pages, by path. */
  crawl(site: Site): Promise<Map<string, Answer>>;
  close(): void;
};

/** The real templates, built as for publishing and rendered in this process. */
export async function buildSite(): Promise<BuiltSite> {
  const folder = mkdtempSync(join(tmpdir(), 'stillpress-site-'));
  const build = await buildTemplates({
    projectRoot: PROJECT_ROOT,
    dataDir: folder,
    siteUrl: SITE_URL,
    templateKey: Buffer.alloc(32, 7).toString('base64'),
    log: pino({ level: 'silent' }),
  });
  const bundle = (await import(pathToFileURL(build.entryFile).href)) as {
    render(request: Request): Promise<Response>;
  };
  const closing: (() => void)[] = [];
  return {
    build,
    open: (entries) => openSite(bundle, { entries, file: join(folder, `${closing.length}.sqlite`), closing }),
    crawl,
    close: () => {
      for (const close of closing) close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function openSite(
  bundle: { render(request: Request): Promise<Response> },
  { closing, entries, file }: { entries: readonly PublishedEntry[]; file: string; closing: (() => void)[] },
): Promise<Site> {
  const position = { seq: 1, hash: 'one' };
  const cache = openContentCache({ file, model: contentModel });
  await cache.replaceAll((sink) => {
    sink.entries(entries);
    return Promise.resolve(position);
  });
  const reader = openContentReader({ file, model: contentModel });
  reader.beginSnapshot(position);
  closing.push(() => {
    reader.close();
    cache.close();
  });
  return {
    render: async (path) => {
      const reads: ReadRecord[] = [];
      const answer = await runInRenderContext(
        { reader, reads, clock: clockValues(new Date()), failure: undefined },
        async () => {
          const response = await bundle.render(new Request(new URL(path, SITE_URL)));
          const contentType = response.headers.get('content-type') ?? '';
          return { status: response.status, contentType, body: await response.text() };
        },
      );
      return { ...answer, reads };
    },
    breakCache: () => reader.endSnapshot(),
  };
}

async function crawl(site: Site): Promise<Map<string, Answer>> {
  const pages = new Map<string, Answer>();
  const queue = ['/', '/de/', '/404/', '/robots.txt', '/sitemap.xml'];
  for (const path of queue) {
    if (pages.has(path)) continue;
    const answer = await site.render(path);
    pages.set(path, answer);
    queue.push(...linksOf(answer.body));
  }
  return pages;
}

/** Links to pages of the site; what has a dot and is no feed, sitemap or picture to share is a file of the template build. */
function linksOf(body: string): string[] {
  const targets = [...body.matchAll(/(?:href="|<loc>|<link>|"og:image" content=")([^"<]+)/g)].map(
    (match) => match[1] ?? '',
  );
  return targets.flatMap((target) => {
    const url = new URL(target.replaceAll('&amp;', '&'), SITE_URL);
    const isPage = !url.pathname.includes('.') || /\.(xml|json|png)$/.test(url.pathname);
    return url.origin === SITE_URL && isPage ? [url.pathname] : [];
  });
}

export function readBundle(build: TemplateBuild, files: readonly string[]): string {
  return files.map((file) => readFileSync(join(build.folder, 'server', file), 'utf8')).join('\n');
}
