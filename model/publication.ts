/**
 * The publication log as data: what the primary database commits and what the content cache follows.
 * All times are UTC in ISO 8601 with milliseconds; all ids are UUIDv7.
 */

/** An entry as the public sees it, at one version. */
export type PublishedEntry = {
  id: string;
  collection: string;
  locale: string;
  /** Shared by the translations of one thing. */
  translationGroup: string;
  /** The slug field of the version; null in a collection without one. */
  slug: string | null;
  /** The public path, such as `/blog/first-light/`; null in a collection without pages. */
  path: string | null;
  versionId: string;
  /** The validated content of the version, by field name. */
  fields: Record<string, unknown>;
  firstPublishedAt: string;
  publishedAt: string;
};

export type PublicationChange =
  | { kind: 'publish'; entry: PublishedEntry }
  | { kind: 'withdraw'; entryId: string; collection: string; locale: string; path: string | null };

/** One committed decision that changes what is public. */
export type Publication = {
  /** 1, 2, 3 … without a gap, in the order of commit. */
  seq: number;
  /** Covers everything below and the predecessor's hash. */
  hash: string;
  /** 64 zeros for the first publication. */
  previousHash: string;
  committedAt: string;
  actorId: string | null;
  correlationId: string | null;
  changes: readonly PublicationChange[];
};

/** A point in the log. (0, GENESIS_HASH) is the state before the first publication. */
export type LogPosition = { seq: number; hash: string };

export const GENESIS_HASH = '0'.repeat(64);
