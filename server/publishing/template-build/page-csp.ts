import { createHash } from 'node:crypto';
import type { SSRManifest } from 'astro';
import { ownText } from '../render/own-text.ts';

type Options = {
  csp: NonNullable<SSRManifest['csp']>;
  /** Hashes from the configuration. They may be of what a script adds in the browser, so every page keeps them. */
  configured: readonly string[];
  /** Of the elements that the templates wrote into the page themselves. */
  mark: string;
};

/**
 * Astro writes the hashes of all inline styles and scripts of the site into the content security policy of every page: one edited
 * style would change them all. Here a page's policy keeps, of those, what stands in the page. What templates wrote with `is:inline` or
 * `define:vars` Astro leaves out: it is added, with the hash of what came out.
 */
export function createPageCsp({ configured, csp, mark }: Options): (html: string) => string {
  const general = new Set(configured);
  const collected = new Set<string>(
    [...csp.scriptDirective.hashes, ...csp.styleDirective.hashes]
      .map((entry) => (typeof entry === 'string' ? entry : entry.hash))
      .filter((hash) => !general.has(hash)),
  );
  const hash = createInlineHash(csp.algorithm);
  return (html) => {
    const elements = inlineElements(html).map(({ content, name, tag }) => ({
      name,
      tag,
      hash: hash(withoutMarks(content, mark)),
    }));
    const present = new Set(elements.map((element) => element.hash));
    const marked = elements.filter(({ tag }) => tag.includes(mark) && isObeyed(tag));
    return withoutMarks(html, mark).replace(POLICY, (policy) => {
      const narrowed = policy.replaceAll(HASH_SOURCE, (source, name: string) =>
        collected.has(name) && !present.has(name) ? '' : source,
      );
      return marked.reduce(withHash, narrowed);
    });
  };
}

export function withoutMarks(text: string, mark: string): string {
  return text.replaceAll(` ${mark}`, '');
}

const POLICY = /<meta http-equiv="content-security-policy" content="[^"]*"/;
/** With the space before it. */
const HASH_SOURCE = / '(sha(?:256|384|512)-[A-Za-z0-9+/=]+)'/g;
const OPENING_TAG = /<(script|style)\b(?:[^>"']|"[^"]*"|'[^']*')*>/gi;

type InlineElement = { name: string; tag: string; content: string };

/** More than there is where something only looks like a tag, such as in a comment, and never less. */
function inlineElements(html: string): InlineElement[] {
  const elements: InlineElement[] = [];
  for (const { index, 0: tag, 1: name = '' } of html.matchAll(OPENING_TAG)) {
    const start = index + tag.length;
    const end = html.indexOf(`</${name}`, start);
    if (end > start) elements.push({ name: name.toLowerCase(), tag, content: html.slice(start, end) });
  }
  return elements;
}

const TYPE = /\stype\s*=\s*["']?([^"'\s>]*)/i;
const OBEYED_TYPE =
  /^(?:module|importmap|speculationrules|(?:text|application)\/(?:java|ecma)script|text\/css)?$/i;

/** A script of another type is data, which nothing runs and no policy is asked about. */
function isObeyed(tag: string): boolean {
  return OBEYED_TYPE.test(TYPE.exec(tag)?.[1] ?? '');
}

/** Into the directive that browsers ask; where that allows everything inline, a hash would take it back. */
function withHash(policy: string, { hash, name }: { hash: string; name: string }): string {
  const asked = new RegExp(
    `(?<=["; ])${name}-src${policy.includes(`${name}-src-elem `) ? '-elem' : ''} [^;"]*`,
  );
  return policy.replace(asked, (directive) =>
    directive.includes(hash) || directive.includes("'unsafe-inline'")
      ? directive
      : `${directive.trimEnd()} '${hash}'`,
  );
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
      known.set(ownText(content), hash);
    }
    return hash;
  };
}
