import type { RedirectTarget } from '../../model/publication.ts';
import type { RichTextTarget } from '../../model/rich-text/relink.ts';
import type { DeadLink } from '../../model/site-plan.ts';

/** What is to become of links that a publication would leave dead. */
export type LinkOrder = {
  resolve?: readonly LinkResolution[] | undefined;
  /** Those that are left are published as they are. */
  anyway?: boolean | undefined;
};

/** `anchor` is null where there is no page at all. */
export type LinkResolution = { path: string } & (
  | { by: 'redirect'; to: RedirectTarget; status: 301 | 302 }
  | { anchor: string | null; by: 'replace'; with: RichTextTarget }
  | { anchor: string | null; by: 'unlink' }
);

/** What is done to the link itself, wherever it stands. */
export type LinkChange = Exclude<LinkResolution, { by: 'redirect' }>;

export function changesOfLinks({ resolve = [] }: LinkOrder): LinkChange[] {
  return resolve.flatMap((resolution) => (resolution.by === 'redirect' ? [] : [resolution]));
}

/** For people and the audit: a link in the footer is on every page, and a few of them are enough to find it. */
const PAGES_NAMED_MAX = 50;

export function cutLinks(links: readonly DeadLink[]): DeadLink[] {
  return links.map(({ from, isCut, ...link }) => ({
    ...link,
    from: from.slice(0, PAGES_NAMED_MAX),
    isCut: isCut || from.length > PAGES_NAMED_MAX,
  }));
}

/** In the audit of what has left them dead. */
export function brokenDetails(links: readonly DeadLink[]): { brokenLinks?: DeadLink[] } {
  return links.length === 0 ? {} : { brokenLinks: cutLinks(links) };
}
