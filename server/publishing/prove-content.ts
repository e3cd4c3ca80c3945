import { clockValues } from '../../content-cache/clock.ts';
import type { ContentModel } from '../../model/content-model.ts';
import type { PublicationChange } from '../../model/publication.ts';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Database } from '../store/database.ts';
import { readOrCreateInstallation } from '../store/installation.ts';
import { readNewestFileChanges } from '../store/newest-file-changes.ts';
import { fileOf } from './plan/page-file.ts';
import { staticPathsOf } from './plan/static-paths.ts';
import type { PageToStore } from './plan/store-results.ts';
import { describeProblem } from './publisher-status.ts';
import { buildTemplates } from './template-build/build-templates.ts';
import type { TemplateBuild } from './template-build/template-build.ts';
import { openFreshSite, type FreshSite } from './verify/fresh-site.ts';

export type ContentToProve = {
  change: PublicationChange;
  /** A few of each kind are rendered; null: none. */
  kind: string | null;
};

export type ContentProofOptions = {
  database: Database;
  model: ContentModel;
  config: Pick<Config, 'dataDir' | 'siteUrl' | 'target'> & Partial<Pick<Config, 'timeZone'>>;
  log: Log;
  projectRoot: string;
  foreseen: AsyncIterable<readonly ContentToProve[]>;
};

export type RenderedProof = { pagesRendered: number; failures: PageProblem[] };

type PageProblem = { path: string; template: string | null; message: string };

/** Pages of one kind fail alike, in their templates. */
const PAGES_OF_A_KIND = 4;
/** Somebody waits, and every page that fails is named. */
const PAGES_MAX = 200;

/**
 * Renders the static pages and a sample of those of entries with the templates as they are now, on a content cache of its own that has all of what is
 * foreseen in place of what is public. Nothing of the publisher's is touched, which may be of another release.
 */
export async function proveContent(options: ContentProofOptions): Promise<RenderedProof> {
  const { database, foreseen } = options;
  const site = openFreshSite(options);
  const sample = createSample();
  try {
    let isFilled = false;
    for await (const batch of foreseen) {
      if (!isFilled) await site.fill();
      isFilled = true;
      site.amend(batch.map(({ change }) => change));
      for (const content of batch) sample.add(content);
    }
    // What no page shows needs no templates.
    if (!sample.isShown()) return { pagesRendered: 0, failures: [] };
    const build = await buildTemplates({ ...options, ...options.config, templateKey: await keyOf(database) });
    const paths = [...new Set([...sample.paths(), ...staticPathsOf(build)])].slice(0, PAGES_MAX);
    const { failures, pages } = await renderPages(site, { build, config: options.config, paths });
    const failed = failures.map(({ error, path }) => ({
      path,
      template: error.template,
      message: error.message,
    }));
    return { pagesRendered: pages.length, failures: [...failed, ...(await findLost(pages, options))] };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'template-build-failed') throw error;
    const { message, template } = describeProblem(error);
    return { pagesRendered: 0, failures: [{ path: 'site/', template, message }] };
  } finally {
    await site.close();
  }
}

type Rendering = {
  build: TemplateBuild;
  config: ContentProofOptions['config'];
  paths: readonly string[];
};

/** What is asked for without the slash at its end is the page with it. */
async function renderPages(
  site: FreshSite,
  { build, config, paths }: Rendering,
): ReturnType<FreshSite['renderPaths']> {
  const order = { build, clock: clockValues(new Date(), config.timeZone ?? 'UTC') };
  const first = await site.renderPaths({ ...order, paths });
  const meant = first.pages.flatMap(({ file, links }) => (file === null ? links : []));
  const others = [...new Set(meant)].filter((path) => !paths.includes(path));
  const second = await site.renderPaths({ ...order, paths: others });
  return {
    pages: [...first.pages, ...second.pages],
    failures: [...first.failures, ...second.failures],
  };
}

async function keyOf(database: Database): Promise<string> {
  return (await readOrCreateInstallation(database, { now: new Date().toISOString() })).templateKey;
}

type Sample = { add(content: ContentToProve): void; isShown(): boolean; paths(): string[] };

function createSample(): Sample {
  const byKind = new Map<string, string[]>();
  return {
    add: ({ change, kind }) => {
      if (kind === null) return;
      const paths = byKind.get(kind) ?? [];
      const path = change.kind === 'publish' ? change.entry.path : null;
      const isWanted = path !== null && paths.length < PAGES_OF_A_KIND;
      byKind.set(kind, isWanted ? [...paths, path] : paths);
    },
    isShown: () => byKind.size > 0,
    paths: () => [...byKind.values()].flat(),
  };
}

/** A template that asks for a collection by its old name finds nothing, and says so: visitors would lose what they have. */
async function findLost(
  pages: readonly PageToStore[],
  { config, database }: ContentProofOptions,
): Promise<PageProblem[]> {
  const absent = pages.filter(({ file }) => file === null);
  const files = absent.map(({ page }) => fileOf(page.path));
  const live = await readNewestFileChanges(database.db, { files, target: config.target.kind });
  return absent.flatMap(({ page: { path }, route, status }) => {
    if ((live.get(fileOf(path))?.after ?? null) === null) return [];
    const message = `It answers ${status}, and visitors would lose a page that they have.`;
    return [{ path, template: route, message }];
  });
}
