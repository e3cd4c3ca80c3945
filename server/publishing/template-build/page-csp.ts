import { createHash } from 'node:crypto';
import type { SSRManifest } from 'astro';

type Options = {
  csp: NonNullable<SSRManifest['csp']>;
  /** Hashes from the configuration. They may be of what a script adds in the browser, so every page keeps them. */
  configured: readonly string[];
};

/**
 * Astro writes the hashes of all inline styles and scripts of the site into the content security policy of every page: one edited
 * style would change them all. Here a page's policy keeps, of those, what stands in the page.
 */
export function createPageCsp({ configured, csp }: Options): (html: string) => string {
  const general = new Set(configured);
  const collected = new Set<string>(
    [...csp.scriptDirective.hashes, ...csp.styleDirective.hashes]
      .map((entry) => (typeof entry === 'string' ? entry : entry.hash))
      .filter((hash) => !general.has(hash)),
  );
  const hash = createInlineHash(csp.algorithm);
  return (html) =>
    html.replace(POLICY, (tag) => {
      const present = new Set(inlineContents(html).map(hash));
      return tag.replaceAll(HASH_SOURCE, (source, name: string) =>
        collected.has(name) && !present.has(name) ? '' : source,
      );
    });
}

const POLICY = /<meta http-equiv="content-security-policy" content="[^"]*"/;
/** With the space before it. */
const HASH_SOURCE = / '(sha(?:256|384|512)-[A-Za-z0-9+/=]+)'/g;
const OPENING_TAG = /<(script|style)\b(?:[^>"']|"[^"]*"|'[^']*')*>/gi;

/** More than there is where something only looks like a tag, such as in a comment, and never less. */
function inlineContents(html: string): string[] {
  const contents: string[] = [];
  for (const { index, 0: tag, 1: name } of html.matchAll(OPENING_TAG)) {
    const start = index + tag.length;
    const end = html.indexOf(`</${name}`, start);
    if (end > start) contents.push(html.slice(start, end));
  }
  return contents;
}

/** The same few styles and scripts stand in many pages; what differs in each page is not to fill the memory. */
const HASHES_KEPT = 1_000;

function createInlineHash(algorithm: string): (content: string) => string {
  const nodeName = algorithm.toLowerCase().replace('-', '');
  const known = new Map<string, string>();
  return (content) => {
    let hash = known.get(content);
    if (hash === undefined) {
      hash = `${nodeName}-${createHash(nodeName).update(content).digest('base64')}`;
      if (known.size >= HASHES_KEPT) known.clear();
      known.set(content, hash);
    }
    return hash;
  };
}
