import { lineProblem, urlProblem } from '../../text-rules.ts';
import type { RichTextMark } from '../document.ts';
import { isValidAttribute, markRules } from '../schema.ts';
import { ENTRY_SCHEME } from './syntax.ts';

/** The mark for a link in Markdown; null if its address may not stand in a document. */
export function readLinkMark(link: {
  readonly url: string;
  readonly title?: string | null | undefined;
}): RichTextMark | null {
  const target = link.url.startsWith(ENTRY_SCHEME)
    ? entryTarget(link.url.slice(ENTRY_SCHEME.length))
    : webTarget(link.url);
  if (target === null) return null;
  const title = link.title?.replace(/\s*\n\s*/g, ' ') ?? null;
  return { type: 'link', attrs: { ...target, title: lineProblem(title, 1_000) === null ? title : null } };
}

function entryTarget(target: string): { entryId: string; anchor: string | null } | null {
  const [entryId = '', anchor = null] = target.split('#');
  const rules = markRules('link');
  const valid =
    isValidAttribute(rules, 'entryId', entryId) &&
    (anchor === null || isValidAttribute(rules, 'anchor', anchor));
  return valid ? { entryId, anchor } : null;
}

/** Markdown allows spaces in addresses between angle brackets; documents do not. */
function webTarget(url: string): { href: string } | null {
  const href = url.replace(/[ \u00A0]/g, encodeURIComponent);
  return urlProblem(href) === null ? { href } : null;
}
