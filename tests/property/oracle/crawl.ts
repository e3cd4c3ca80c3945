import { createHash } from 'node:crypto';
import { GONE_PAGE, naiveOutcome } from './naive-file.ts';
import type { NaiveAnswer } from './naive-file.ts';
import { naiveLinks, naivePath } from './naive-links.ts';

/** The bytes of every public file by its name. */
export type Tree = Map<string, Uint8Array>;

export type CrawledSite = {
  siteUrl: string;
  /** Files that no template is asked for. */
  assets: Tree;
  roots: readonly string[];
  /** What an editor has said of a path that the templates have nothing for. */
  redirectOf: (path: string) => { status: number; location: string | null } | null;
  ask: (path: string) => Promise<NaiveAnswer>;
};

/** Everything that can be reached, as files. Remembers nothing from one time to the next. */
export async function crawl({ ask, assets, redirectOf, roots, siteUrl }: CrawledSite): Promise<Tree> {
  const tree: Tree = new Map(assets);
  const seen = new Set<string>();
  const waiting = [
    ...roots.flatMap((path) => naivePath(path, { path: '/', siteUrl }) ?? []),
    ...assetLinks(assets, siteUrl),
  ];
  // The last one found first: another order than the engine's.
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const asset = path.endsWith('/') ? `${path.slice(1)}index.html` : path.slice(1);
    if (seen.has(path) || assets.has(asset)) continue;
    seen.add(path);
    let answer = await ask(path);
    let outcome = naiveOutcome(answer, siteUrl);
    if (outcome === null) {
      const redirect = redirectOf(path);
      if (redirect === null) continue;
      if (redirect.location === null) tree.set(asset, Buffer.from(GONE_PAGE));
      answer = { ...answer, ...redirect, contentType: 'text/html', bytes: new Uint8Array() };
      outcome = naiveOutcome(answer, siteUrl);
      if (outcome === null) continue;
    }
    if ('ask' in outcome) {
      waiting.push(outcome.ask);
      continue;
    }
    if (tree.has(outcome.file)) throw new Error(`Two pages want to be ${outcome.file}`);
    tree.set(outcome.file, outcome.bytes);
    waiting.push(...linksOf(answer, siteUrl));
  }
  return tree;
}

/** Most pages are the same after each step, and to parse them costs more than to render them. What the links are follows from the key alone. */
const knownLinks = new Map<string, string[]>();
const KNOWN_LINKS_MAX = 5_000;

function linksOf(answer: NaiveAnswer, siteUrl: string): string[] {
  const { bytes, contentType, location, path } = answer;
  const hash = createHash('sha1').update(bytes).digest('base64');
  const key = JSON.stringify([hash, contentType, location, path, siteUrl]);
  let links = knownLinks.get(key);
  if (links === undefined) {
    if (knownLinks.size >= KNOWN_LINKS_MAX) knownLinks.clear();
    knownLinks.set(key, (links = findLinks(answer, siteUrl)));
  }
  return links;
}

function findLinks({ bytes, contentType, location, path }: NaiveAnswer, siteUrl: string): string[] {
  const links = naiveLinks({ path, siteUrl, contentType, text: Buffer.from(bytes).toString() });
  const to = location === null ? null : naivePath(location, { path, siteUrl });
  return to === null ? links : [...links, to];
}

/** Pages that were prerendered link to others. */
function assetLinks(assets: Tree, siteUrl: string): string[] {
  return [...assets].flatMap(([file, bytes]) => {
    if (!file.endsWith('.html')) return [];
    const path = `/${file.replace(/index\.html$/, '')}`;
    return naiveLinks({ path, siteUrl, contentType: 'text/html', text: Buffer.from(bytes).toString() });
  });
}
