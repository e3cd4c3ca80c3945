/**
 * The publication log as data: what the primary database commits and what the content cache follows.
 * All times are UTC in ISO 8601 with milliseconds; all ids are UUIDv7.
 */

import type { PictureRegion } from './media-variants.ts';

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

/** What the public sees of a media file. */
export type PublishedMedia = {
  id: string;
  /** SHA-256 of the original's bytes. */
  hash: string;
  fileName: string;
  contentType: string;
  /** Null for what is no picture. */
  width: number | null;
  height: number | null;
  alt: string;
  /** From 0 to 1, from the left and from the top. */
  focalX: number;
  focalY: number;
  /** What is shown until the picture is there: a ThumbHash, in Base64. Absent where there is none. */
  placeholder?: string;
  /** Made so far; slower formats come later, as facts of their own. */
  variants: readonly MediaVariant[];
};

export type MediaVariant = {
  format: string;
  width: number;
  height: number;
  hash: string;
  /** The part of the picture that it shows; absent where it shows all of it. */
  crop?: PictureRegion;
};

/** Where a path leads on which there is no page. */
export type PublishedRedirect = { path: string; status: 301 | 302 | 410; to: RedirectTarget | null };

/** Null with 410 alone. `url`: on another site, by http or https. */
export type RedirectTarget =
  | { kind: 'path'; path: string }
  | { kind: 'entry'; entryId: string }
  | { kind: 'url'; url: string };

export type PublicationChange =
  | { kind: 'publish'; entry: PublishedEntry }
  | { kind: 'withdraw'; entryId: string; collection: string; locale: string; path: string | null }
  | { kind: 'media'; media: PublishedMedia }
  | { kind: 'media-removed'; mediaId: string }
  | { kind: 'redirect'; redirect: PublishedRedirect }
  | { kind: 'redirect-removed'; path: string };

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

/** The clock as pages may see it, in the time zone of the site: `2026-11-27T20`, `2026-11-27`, `2026`. */
export type ClockValues = { readonly hour: string; readonly day: string; readonly year: string };

export type ClockGrain = keyof ClockValues;

/** With the template build, all that public bytes depend on. */
export type Basis = LogPosition & { readonly clock: ClockValues };

export const GENESIS_HASH = '0'.repeat(64);
