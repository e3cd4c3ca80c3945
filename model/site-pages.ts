import type { DeadLink } from './site-plan.ts';

export type PagesShowingOrder = {
  mediaId: string;
  /** `next` of what came before. */
  after?: string | undefined;
  limit: number;
};

export type PagesShowing = {
  /** Public paths, in the order in which the pages came to be. */
  paths: string[];
  /** Null: these were the last ones. */
  next: string | null;
  /** Where visitors get the file itself, or else the largest picture that pages show of it; null: nowhere. */
  file: string | null;
};

export type BrokenLinksOrder = {
  /** `next` of what came before. */
  after?: string | undefined;
  limit: number;
};

export type BrokenLinks = {
  /** By the address that they lead to. */
  links: DeadLink[];
  /** Null: these were the last ones. */
  next: string | null;
};

/** Whoever can look at the pages of the site as they are now. */
export type SitePages = {
  /** The pages that lead to a media file or to a picture made of it. Null where nothing is known of the pages. */
  showingMedia(order: PagesShowingOrder): PagesShowing | null;
  /** The links on public pages that lead nowhere within the site. Null where nothing is known of the pages. */
  brokenLinks(order: BrokenLinksOrder): BrokenLinks | null;
};
