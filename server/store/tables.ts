import type { Generated } from 'kysely';

/**
 * The primary database, row by row, as both dialects return it. Times are UTC in ISO 8601 with milliseconds (`timestamptz` on
 * Postgres, text on SQLite), ids are UUIDv7, JSON columns are text on the way in and on the way out (`jsonb` on Postgres).
 */
export type Tables = {
  migration: MigrationTable;
  installation: InstallationTable;
  user: UserTable;
  session: SessionTable;
  account_link: AccountLinkTable;
  entry: EntryTable;
  version: VersionTable;
  public_path: PublicPathTable;
  publication_head: PublicationHeadTable;
  publication: PublicationTable;
  publication_item: PublicationItemTable;
  schedule: ScheduleTable;
  redirect: RedirectTable;
  media: MediaTable;
  release: ReleaseTable;
  release_file: ReleaseFileTable;
  audit: AuditTable;
  job: JobTable;
};

type Id = string;
type Timestamp = string;
type JsonText = string;
/** SQLite has no boolean: both dialects keep 0 or 1. */
type Flag = 0 | 1;

/** Which migrations have been applied, each with the SHA-256 of the file that it was. */
export type MigrationTable = { name: string; checksum: string; applied_at: Timestamp };

/** One row: what is chosen once for this installation and must be the same in every process. */
export type InstallationTable = {
  singleton: 1;
  id: Id;
  /** Astro's ASTRO_KEY: random per build otherwise, which would change every template build. */
  template_key: string;
  demo_seeded: Flag;
  created_at: Timestamp;
};

export type UserTable = {
  id: Id;
  /** Lower case; unique. */
  email: string;
  name: string;
  role: 'owner' | 'admin' | 'editor' | 'author' | 'contributor' | 'viewer';
  password_hash: string;
  created_at: Timestamp;
  disabled_at: Timestamp | null;
};

export type SessionTable = {
  /** SHA-256 of the token in the cookie: a copy of the database signs nobody in. */
  token_hash: string;
  user_id: Id;
  created_at: Timestamp;
  last_seen_at: Timestamp;
  expires_at: Timestamp;
  user_agent: string | null;
  address: string | null;
};

/** One-time links: owner set-up now, invites and resets later. */
export type AccountLinkTable = {
  token_hash: string;
  purpose: 'owner';
  user_id: Id | null;
  created_at: Timestamp;
  expires_at: Timestamp;
  used_at: Timestamp | null;
};

export type EntryTable = {
  id: Id;
  collection: string;
  locale: string;
  translation_group: Id;
  draft_version_id: Id;
  published_version_id: Id | null;
  /** Denormalised for lists: the title field of the draft. */
  title: string;
  created_at: Timestamp;
  created_by: Id | null;
  updated_at: Timestamp;
  first_published_at: Timestamp | null;
  published_at: Timestamp | null;
  trashed_at: Timestamp | null;
};

export type VersionTable = {
  id: Id;
  entry_id: Id;
  /** 1, 2, 3 … within the entry. */
  number: number;
  content: JsonText;
  /** SHA-256 of the canonical JSON of the content. */
  content_hash: string;
  /** Denormalised, since the model may change: the slug field of the content; null in a collection without one. */
  slug: string | null;
  model_fingerprint: string;
  name: string | null;
  created_at: Timestamp;
  created_by: Id | null;
};

/** Which entry holds which public path; the primary key is what makes paths unique. */
export type PublicPathTable = { path: string; entry_id: Id };

/** One row, locked by whoever takes the next seq until the publishing transaction ends. */
export type PublicationHeadTable = { singleton: 1; seq: number; hash: string };

export type PublicationTable = {
  seq: number;
  hash: string;
  previous_hash: string;
  committed_at: Timestamp;
  actor_id: Id | null;
  correlation_id: string | null;
};

export type PublicationItemTable = {
  seq: number;
  /** Order within the publication, from 0. */
  position: number;
  kind: 'publish' | 'withdraw';
  entry_id: Id;
  /** The version made public; null for a withdrawal. */
  version_id: Id | null;
  previous_version_id: Id | null;
  path: string | null;
  previous_path: string | null;
};

export type ScheduleTable = {
  id: Id;
  action: 'publish' | 'withdraw';
  entry_id: Id;
  /** A schedule pins the version it publishes. */
  version_id: Id | null;
  due_at: Timestamp;
  time_zone: string;
  state: 'armed' | 'fired' | 'blocked' | 'cancelled';
  reason: string | null;
  created_at: Timestamp;
  created_by: Id | null;
  fired_at: Timestamp | null;
};

export type RedirectTable = {
  id: Id;
  from_path: string;
  to_path: string | null;
  to_entry_id: Id | null;
  status: 301 | 302 | 410;
  created_at: Timestamp;
  created_by: Id | null;
};

export type MediaTable = {
  id: Id;
  file_name: string;
  content_type: string;
  size_bytes: number;
  hash: string;
  width: number | null;
  height: number | null;
  alt: string;
  focal_x: number;
  focal_y: number;
  created_at: Timestamp;
  created_by: Id | null;
};

export type ReleaseTable = {
  number: Generated<number>;
  target: string;
  seq: number;
  publication_hash: string;
  template_build: string;
  reason: 'publication' | 'template' | 'rebuild';
  pages_rendered: number;
  created_at: Timestamp;
  finished_at: Timestamp | null;
  /** Milliseconds by stage, as JSON. */
  timings: JsonText;
  correlation_id: string | null;
};

export type ReleaseFileTable = {
  release_number: number;
  path: string;
  change: 'created' | 'changed' | 'removed';
  hash: string | null;
  previous_hash: string | null;
};

export type AuditTable = {
  id: Id;
  at: Timestamp;
  actor_id: Id | null;
  action: string;
  subject: string;
  correlation_id: string | null;
  details: JsonText;
};

export type JobTable = {
  id: Id;
  kind: string;
  payload: JsonText;
  unique_key: string | null;
  run_at: Timestamp;
  attempts: number;
  state: 'waiting' | 'running' | 'done' | 'dead';
  last_error: string | null;
  created_at: Timestamp;
  finished_at: Timestamp | null;
};
