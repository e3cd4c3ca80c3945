import { createHash } from 'node:crypto';
import type { ContentCache } from '../../../content-cache/cache.ts';
import type {
  DirtyPage,
  Leads,
  PageFileFacts,
  RenderedFacts,
  PageRow,
} from '../../../content-cache/pages/page-facts.ts';
import type { ReadRecord } from '../../../content-cache/read-record.ts';
import { evaluateRead } from '../../../content-cache/reads/evaluate-read.ts';
import { encodePath } from '../../../model/public-path.ts';
import type { RenderedPage } from '../render/protocol.ts';
import type { TemplateBuild } from '../template-build/template-build.ts';
import { describeOutcome, fileOf, GONE_PAGE, GONE_STATUS, redirectPage } from './page-file.ts';

/** A page as it was rendered, with what it means for the public files. */
export type PageToStore = {
  page: DirtyPage;
  status: number;
  route: string | null;
  file: PageFileFacts | null;
  /** Null for an absent page, and for a file that is kept where media are. */
  bytes: Uint8Array | null;
  reads: readonly ReadRecord[];
} & Pick<RenderedFacts, 'links' | 'anchorLinks' | 'anchors'>;

export type Storing = {
  cache: ContentCache;
  build: TemplateBuild;
  isAsset: (path: string) => boolean;
};

/** Reads the redirect of a path without a page, inside a transaction of the content cache. */
export function describePage(
  result: RenderedPage,
  page: DirtyPage,
  { build, cache, isAsset }: Storing,
): PageToStore {
  const { bytes, reads, route } = result;
  const outcome = describeOutcome(result, build.siteUrl, build.base);
  const common = { page, route, reads, anchorLinks: [], anchors: null };
  if (outcome.kind === 'alias') {
    return { ...common, status: 404, file: null, bytes: null, links: [outcome.path] };
  }
  if (outcome.kind === 'absent') {
    const absent = { ...common, status: result.status, file: null, bytes: null, links: [] };
    // Servers send the templates' file of that name, wherever an editor may have wanted to lead on.
    return isAsset(page.path) ? absent : redirectOr(absent, { cache, isAsset });
  }
  const { contentType, file, location, status } = outcome.page;
  const leads = leadsOf(result, isAsset);
  if (location === null) {
    const { anchors, hash } = result;
    return { ...common, status, file: { file, hash, contentType, location }, bytes, ...leads, anchors };
  }
  const leading = Buffer.from(redirectPage(location));
  const facts = { file, hash: hashOf(leading), contentType, location };
  return { ...common, status, file: facts, bytes: leading, links: leads.links };
}

/** What is there beside the pages is none, and is looked for among them by nobody. */
export function leadsOf({ anchorLinks, links }: Leads, isAsset: Storing['isAsset']): Leads {
  return {
    links: links.filter((path) => !isAsset(path)),
    anchorLinks: anchorLinks.filter(({ path }) => !isAsset(path)),
  };
}

/** As the graph would have it. */
export function rowOf({ file, page, route, status }: PageToStore): PageRow {
  return { path: page.path, status, route, isRoot: false, ...(file ?? { file: null }) };
}

/** Where the templates have nothing, an editor may have said where to go. */
function redirectOr(page: PageToStore, { cache, isAsset }: Omit<Storing, 'build'>): PageToStore {
  const { answers } = cache;
  const { path } = page.page;
  const sources = { answers, clock: cache.clock() };
  const reads = [...page.reads, evaluateRead({ kind: 'redirect', path }, sources)];
  const absent = { ...page, reads };
  const redirect = answers.readRedirect(path);
  if (redirect === null) return absent;
  if (redirect.to === null) return gonePage(absent);
  if (redirect.to.kind === 'url')
    return leadingPage(absent, { ...redirect, location: redirect.to.url, links: [] });
  let target: string | null;
  if (redirect.to.kind === 'path') target = redirect.to.path;
  else {
    target = answers.readPath(redirect.to.entryId);
    reads.push(evaluateRead({ kind: 'path', id: redirect.to.entryId }, sources));
  }
  if (target === null) return absent;
  const links = isAsset(target) ? [] : [target];
  return leadingPage(absent, { ...redirect, location: encodePath(target), links });
}

type Leading = { path: string; status: number; location: string; links: string[] };

function leadingPage(absent: PageToStore, { links, location, path, status }: Leading): PageToStore {
  const outcome = describeOutcome({ path, status, location, contentType: 'text/html' }, 'http://localhost');
  if (outcome.kind !== 'page') return absent;
  const bytes = Buffer.from(redirectPage(location));
  const { contentType, file } = outcome.page;
  const facts = { file, hash: hashOf(bytes), contentType, location };
  return { ...absent, status, file: facts, bytes, links };
}

/** No link finds anything there, and yet servers have to know of it. */
function gonePage(absent: PageToStore): PageToStore {
  const bytes = Buffer.from(GONE_PAGE);
  const { path } = absent.page;
  const facts = { file: fileOf(path), hash: hashOf(bytes), contentType: 'text/html; charset=utf-8' };
  return { ...absent, status: GONE_STATUS, file: { ...facts, location: null }, bytes };
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
