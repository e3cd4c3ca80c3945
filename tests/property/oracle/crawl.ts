import { naiveOutcome } from './naive-file.ts';
import type { NaiveAnswer } from './naive-file.ts';
import { naiveLinks, naivePath } from './naive-links.ts';

/** The bytes of every public file by its name. */
export type Tree = Map<string, Uint8Array>;

export type CrawledSite = {
  siteUrl: string;
  /** Files that no template is asked for. */
  assets: Tree;
  roots: readonly string[];
  ask: (path: string) => Promise<NaiveAnswer>;
};

/** Everything that can be reached, as files. Remembers nothing from one time to the next. */
export async function crawl({ ask, assets, roots, siteUrl }: CrawledSite): Promise<Tree> {
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
    const answer = await ask(path);
    const outcome = naiveOutcome(answer, siteUrl);
    if (outcome === null) continue;
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

function linksOf({ bytes, contentType, location, path }: NaiveAnswer, siteUrl: string): string[] {
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
