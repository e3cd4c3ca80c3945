import type { ClockValues, PublicationChange } from './publication.ts';

/** What is laid over what is published: changes, and the moment at which they are looked at. */
export type PlannedChanges = {
  changes: readonly PublicationChange[];
  /** Now, where it is left out. */
  at?: Date | undefined;
};

/** What a plan holds for: the end of the log, the templates, and what pages are told of the time. */
export type PlanBasis = { seq: number; templateBuild: string; clock: ClockValues };

/** An entry as it was planned: by its version, or withdrawn, which stands whatever is saved. */
export type PlannedEntry = { action: 'publish' | 'withdraw'; id: string; versionId: string | null };

/** What the plan of a publication holds for: also the moment that it carries, and what it publishes. */
export type BundleBasis = PlanBasis & { at: string; entries: PlannedEntry[] };

/** `rendered` where it is not known yet whether anything comes out differently. */
export type PlannedPage = {
  change: 'created' | 'changed' | 'removed' | 'rendered';
  path: string;
  /** The read behind it, or what else leads there; null where nothing was noted. */
  cause: string | null;
  /** SHA-256 of the bytes that visitors get then; null where there are none, or they are not known yet. */
  hash: string | null;
};

export type PlannedRedirect = { path: string; status: number; to: string | null };

/** A link that leads nowhere afterwards: `anchor` is null where there is no page at all. */
export type DeadLink = { path: string; anchor: string | null; from: string[]; isCut: boolean };

/** `isNew`: it does not lead nowhere now, or not on each of those pages. */
export type PlannedDeadLink = DeadLink & { isNew: boolean };

/** What can be done about a dead link: its address leads on, the link leads elsewhere, or it is none any more. */
export type LinkWay = 'redirect' | 'replace' | 'unlink';

/** `ways`: what whoever plans it can do about a link that is new; of the others nothing is known. */
export type DeadLinkWithWays = PlannedDeadLink & { ways: LinkWay[] };

export type TextHunk = { before: number; after: number; lines: string[] };
/** Of one page, as a visitor reads it. */
export type TextChange = { path: string; hunks: TextHunk[]; isCut: boolean };

export type PlanWork = {
  rowsRead: number;
  readsReevaluated: number;
  /** The reads whose answers change, for people. */
  readsChanged: string[];
  /** Without rendering, those that are going to be. Further ones may be found by their links. */
  pagesRendered: number;
};

/** What the changes would do to the site. */
export type SitePlan = {
  basis: PlanBasis;
  pages: PlannedPage[];
  /** A publication of which this is not empty is refused. */
  failures: { path: string; template: string | null; message: string }[];
  redirects: PlannedRedirect[];
  deadLinks: PlannedDeadLink[];
  /** What is new of them, on the pages where it is; null where a page cannot be rendered, so that nobody knows. */
  newlyDead: DeadLink[] | null;
  /** Null where they were not asked for; `isCut` where some pages were left out. */
  texts: { pages: TextChange[]; isCut: boolean } | null;
  work: PlanWork;
};

export type BundlePlan = Omit<SitePlan, 'basis' | 'deadLinks'> & {
  basis: BundleBasis;
  deadLinks: DeadLinkWithWays[];
};

/** Whoever knows the pages of the site. */
export type SitePlanner = {
  /** What a plan would be based on now; the end of the log is what the planner has come to. */
  basis(): PlanBasis;
  /** Null where the site has moved on meanwhile: then the changes are to be found out again. */
  plan: (order: PlannedChanges & { withTexts: boolean }) => Promise<SitePlan | null>;
};
