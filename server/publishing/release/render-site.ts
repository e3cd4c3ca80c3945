import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import mime from 'mime';
import type { PageRecord } from '../../../content-cache/pages.ts';
import type { LogPosition } from '../../../model/publication.ts';
import { AppError } from '../../errors.ts';
import { createCrawl } from '../plan/crawl.ts';
import { assertFilesFit } from '../plan/file-conflicts.ts';
import { describeOutcome, redirectPage } from '../plan/page-file.ts';
import type { PageFile } from '../plan/page-file.ts';
import { publicPathOf } from './compare-files.ts';
import { findLinks } from '../render/links.ts';
import type { FailedPage, PageResult, RenderedPage } from '../render/protocol.ts';
import type { Renderer } from '../render/renderer.ts';
import type { Target, TargetFile } from '../target/target.ts';
import { assetFile } from '../template-build/template-build.ts';
import type { TemplateAsset, TemplateBuild } from '../template-build/template-build.ts';

export type SiteToRender = {
  basis: LogPosition;
  build: TemplateBuild;
  entryPaths: Iterable<string>;
  renderer: Renderer;
  target: Target;
  /** What is public now: bytes that are already there are not handed over again. */
  live: ReadonlyMap<string, TargetFile>;
};

export type RenderedSite = {
  pages: PageRecord[];
  /** Everything that is to be public, assets included. */
  files: Map<string, TargetFile>;
  pagesRendered: number;
};

/** Few enough to hold their bytes in memory, enough to keep the worker busy while they are written. */
const PAGES_PER_BATCH = 64;
/** A broken layout breaks every page: from here on more of them tell nothing new. */
const FAILURES_MAX = 20;

/** Renders every page there is at exactly this basis. Throws, with the templates' messages, when any of them cannot be rendered. */
export async function renderSite(site: SiteToRender): Promise<RenderedSite> {
  const { basis, build, renderer } = site;
  const rendered: RenderedSite = { pages: [], files: new Map(), pagesRendered: 0 };
  const failures: FailedPage[] = [];
  const crawl = createCrawl({ routes: build.routes, assets: build.assets, entryPaths: site.entryPaths });
  for (const asset of build.assets) await addAsset(site, asset, { rendered, found: crawl.found });
  let writing: Promise<unknown> = Promise.resolve();
  for (;;) {
    const paths = crawl.take(PAGES_PER_BATCH);
    const results = paths.length === 0 ? [] : await renderer.renderPages({ basis, paths });
    await writing;
    if (failures.length >= FAILURES_MAX || (results.length === 0 && failures.length > 0))
      throw renderFailed(failures);
    if (results.length === 0) break;
    rendered.pagesRendered += results.length;
    failures.push(...results.filter((result) => result.kind === 'failed'));
    writing = addPages(site, results, { rendered, found: crawl.found });
    // A failure while the next batch renders is met when it is awaited.
    writing.catch(() => undefined);
  }
  assertFilesFit([...rendered.pages, ...build.assets.map(({ file }) => ({ file, path: `/${file}` }))]);
  return rendered;
}

type Sink = { rendered: RenderedSite; found: (from: string, links: readonly string[]) => void };

function addPages(site: SiteToRender, results: readonly PageResult[], sink: Sink): Promise<unknown> {
  const pages: Promise<void>[] = [];
  for (const result of results) {
    if (result.kind === 'failed') continue;
    const outcome = describeOutcome(result, site.build.siteUrl, site.build.base);
    if (outcome.kind === 'alias') sink.found(result.path, [outcome.path]);
    if (outcome.kind !== 'page') continue;
    sink.found(result.path, result.links);
    pages.push(addPage(site, sink.rendered, { page: outcome.page, bytes: bytesOf(outcome.page, result) }));
  }
  return Promise.all(pages);
}

function bytesOf({ location }: PageFile, { bytes }: RenderedPage): Uint8Array {
  return location === null ? bytes : Buffer.from(redirectPage(location));
}

async function addPage(
  site: SiteToRender,
  rendered: RenderedSite,
  { bytes, page }: { page: PageFile; bytes: Uint8Array },
): Promise<void> {
  const { contentType, file, location, path, status } = page;
  const hash = await keep(site, { file, bytes, contentType });
  rendered.pages.push({ path, file, hash, status, contentType, templateBuild: site.build.id });
  rendered.files.set(file, { hash, contentType, redirect: location === null ? null : { status, location } });
}

async function addAsset(site: SiteToRender, asset: TemplateAsset, { rendered, found }: Sink): Promise<void> {
  const { file, hash } = asset;
  const contentType = mime.getType(file) ?? 'application/octet-stream';
  const isPage = contentType === 'text/html';
  if (isPage || !isKept(site, { file, hash, contentType })) {
    const bytes = await readFile(assetFile(site.build, asset));
    await keep(site, { file, bytes, contentType });
    // What a template prerendered links to pages like any other page.
    const path = publicPathOf(file);
    if (isPage)
      found(path, findLinks({ path, siteUrl: site.build.siteUrl, contentType, bytes, location: null }));
  }
  rendered.files.set(file, { hash, contentType, redirect: null });
}

/** Hands the bytes to the target, unless they are what is public under this name already. */
async function keep(
  site: SiteToRender,
  { bytes, contentType, file }: { file: string; bytes: Uint8Array; contentType: string },
): Promise<string> {
  const hash = createHash('sha256').update(bytes).digest('hex');
  if (!isKept(site, { file, hash, contentType })) await site.target.put({ bytes, contentType });
  return hash;
}

function isKept(site: SiteToRender, wanted: { file: string; hash: string; contentType: string }): boolean {
  const live = site.live.get(wanted.file);
  return live?.hash === wanted.hash && live.contentType === wanted.contentType;
}

function renderFailed(failures: readonly FailedPage[]): AppError {
  const lines = failures.map(({ error, path }) => {
    const template = error.template === null ? '' : ` (${error.template})`;
    return `${path}${template}: ${error.message}`;
  });
  const many = failures.length >= FAILURES_MAX ? 'At least ' : '';
  const pages = failures.length === 1 ? '1 page' : `${many}${failures.length} pages`;
  return new AppError(
    'template-failed',
    `${pages} could not be rendered, so nothing was released and visitors see the site as it was. Mend the template, or what was published last.\n${lines.slice(0, 5).join('\n')}`,
    {
      issues: failures.map(({ error, path }) => ({ path, message: error.message })),
      extra: { template: failures[0]?.error.template ?? null, stack: failures[0]?.error.stack ?? null },
    },
  );
}
