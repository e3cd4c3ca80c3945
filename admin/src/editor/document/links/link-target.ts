import { isSafeUrl } from '../../../../../model/rich-text/safe-url.ts';

/** Where a link or a button leads: to an address, or to an entry and a place in it. */
export type LinkTarget = { href: unknown; entryId: unknown; anchor: unknown };

/** What somebody means who types an address: `example.org` is one. Null where it is none that may stand in a document. */
export function addressTyped(text: string): string | null {
  const typed = text.trim();
  if (typed === '') return null;
  const address = /^[^\s@/:]+@[^\s@/]+\.[^\s@/]+$/.test(typed)
    ? `mailto:${typed}`
    : /^(?:[\w-]+\.)+[a-z]{2,}(?:[/?#:]\S*)?$/i.test(typed)
      ? `https://${typed}`
      : typed;
  return isSafeUrl(address) && /^(?:https?:\/\/|mailto:|tel:|[/#?])/i.test(address) ? address : null;
}
