import type { ClockValues } from '../../../model/publication.ts';

/** All that the bytes of the site depend on, as it was when its files were read. */
export type VerifiedBasis = {
  release: number;
  seq: number;
  publicationHash: string;
  templateBuild: string;
  clock: ClockValues;
  /** Without the publisher's content cache, pages are told the time of now: one that tells the hour may differ by it. */
  clockFrom: 'content-cache' | 'now';
  /** Publications that are held back: the site is as it would be without them. */
  withheld: readonly number[];
};

export type VerifyReport = {
  basis: VerifiedBasis;
  /** Rendered for the comparison, absent ones included. */
  pagesRendered: number;
  filesCompared: number;
  /** How many pages were picked; null where it was all of them. */
  sample: number | null;
  /** Decides the order in which pages were rendered: the same seed gives the same order. */
  seed: string;
  seconds: number;
  differences: readonly Difference[];
};

export type Difference = SiteProblem & {
  /** Null beyond the first few, and where nothing can be said. */
  bytes: ByteDifference | null;
  cause: Cause | null;
};

/** What visitors read now, or what they will read with the next release. */
export type SiteProblem = FileProblem & { tree: 'live' | 'standby' };

export type FileProblem = {
  /** Its name in the tree. */
  file: string;
  /** The page's address, or that of the file. */
  path: string;
  kind:
    | 'missing'
    | 'unexpected'
    | 'other-bytes'
    /** A compressed form that unpacks to something else than the file, or not at all. */
    | 'other-compressed'
    /** The content type or the redirect in the notes for servers. */
    | 'served-differently'
    /** The page cannot be rendered any more. */
    | 'not-rendered';
  detail: string;
};

/** The first byte that differs, with what stands around it. */
export type ByteDifference = { offset: number; live: string; fresh: string };

/** Who should have seen it. */
export type Cause =
  /** The answer to this question is another one now, and the page was not rendered again. */
  | { kind: 'read'; read: string; question: string; recorded: string | null; fresh: string }
  /** The records are right: the file was altered beside them. */
  | { kind: 'target' }
  /** No read differs: the page depends on something that is not recorded. */
  | { kind: 'unrecorded' }
  | { kind: 'unknown'; why: string };
