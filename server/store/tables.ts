import type { Generated, GeneratedAlways } from 'kysely';
import type {
  AccountLinkTable,
  ApiTokenTable,
  KnownClientTable,
  PasskeyChallengeTable,
  PasskeyTable,
  PendingSignInTable,
  PreferencesTable,
  RecoveryCodeTable,
  RoleTable,
  SessionTable,
  SignInPolicyTable,
  TotpTable,
  UserTable,
} from './account-tables.ts';
import type { BundleItemTable, BundleTable } from './bundle-tables.ts';
import type { CdnTable, ReleasePurgeTable } from './cdn-tables.ts';
import type { ContentModelTable } from './content-model-table.ts';
import type {
  MediaTable,
  MediaTagTable,
  MediaUploadTable,
  MediaVariantTable,
  PublishedMediaTable,
} from './media-tables.ts';
import type { ScheduleStepTable, ScheduleTable, TimedPublicationTable } from './schedule-tables.ts';
import type { JobTable } from './job-table.ts';
import type { ProofRequestTable } from './proof-request-table.ts';
import type { PublisherLeaseTable } from './publisher-lease-table.ts';
import type { RenderingProgressTable } from './rendering-progress-table.ts';
import type { PreviewLinkTable } from './preview-link-table.ts';
import type { TakedownTable } from './takedown-table.ts';
import type { WebhookAttemptTable, WebhookDeliveryTable, WebhookTable } from './webhook-tables.ts';

/**
 * The primary database, row by row, as both dialects return it. Times are UTC in ISO 8601 with milliseconds (`timestamptz` on
 * Postgres, text on SQLite), ids are UUIDv7, JSON columns are text on the way in and on the way out (`jsonb` on Postgres).
 */
export type Tables = {
  migration: MigrationTable;
  installation: InstallationTable;
  user: UserTable;
  role: RoleTable;
  session: SessionTable;
  account_link: AccountLinkTable;
  known_client: KnownClientTable;
  attempt_count: AttemptCountTable;
  api_token: ApiTokenTable;
  totp: TotpTable;
  passkey: PasskeyTable;
  passkey_challenge: PasskeyChallengeTable;
  recovery_code: RecoveryCodeTable;
  pending_sign_in: PendingSignInTable;
  sign_in_policy: SignInPolicyTable;
  entry: EntryTable;
  version: VersionTable;
  content_model: ContentModelTable;
  entry_text: EntryTextTable;
  entry_reference: EntryReferenceTable;
  public_reference: EntryReferenceTable;
  entry_value: EntryValueTable;
  public_path: PublicPathTable;
  publication_head: PublicationHeadTable;
  publication: PublicationTable;
  publication_item: PublicationItemTable;
  schedule: ScheduleTable;
  timed_publication: TimedPublicationTable;
  schedule_step: ScheduleStepTable;
  preview_link: PreviewLinkTable;
  bundle: BundleTable;
  bundle_item: BundleItemTable;
  preferences: PreferencesTable;
  publisher_lease: PublisherLeaseTable;
  rendering_progress: RenderingProgressTable;
  proof_request: ProofRequestTable;
  redirect: RedirectTable;
  media: MediaTable;
  media_tag: MediaTagTable;
  published_media: PublishedMediaTable;
  media_variant: MediaVariantTable;
  media_upload: MediaUploadTable;
  takedown: TakedownTable;
  release: ReleaseTable;
  release_file: ReleaseFileTable;
  target_pin: TargetPinTable;
  cdn: CdnTable;
  backup_state: BackupStateTable;
  release_purge: ReleasePurgeTable;
  withheld_publication: WithheldPublicationTable;
  idempotency_key: IdempotencyKeyTable;
  audit: AuditTable;
  audit_head: AuditHeadTable;
  event: EventTable;
  event_head: EventHeadTable;
  presence: PresenceTable;
  job: JobTable;
  webhook: WebhookTable;
  webhook_delivery: WebhookDeliveryTable;
  webhook_attempt: WebhookAttemptTable;
};

/** At most one row. */
type BackupStateTable = {
  singleton: 1;
  backup_id: string | null;
  made_at: Timestamp | null;
  failing_since: Timestamp | null;
  error: string | null;
};

type Id = string;
type Timestamp = string;
type JsonText = string;
/** SQLite has no boolean: both dialects keep 0 or 1. */
type Flag = 0 | 1;

/** Which migrations have been applied, each with the SHA-256 of the file that it was. */
export type MigrationTable = {
  name: string;
  checksum: string;
  applied_at: Timestamp;
  /** Missing before 0037-kinds-of-migrations, and null for those before it. */
  kind?: MigrationKind | null | undefined;
};

export type MigrationKind = 'expand' | 'contract';

/** One row: what is chosen once for this installation and must be the same in every process. */
export type InstallationTable = {
  singleton: 1;
  id: Id;
  /** Astro's ASTRO_KEY: random per build otherwise, which would change every template build. */
  template_key: string;
  demo_seeded: Flag;
  created_at: Timestamp;
  /** Null: no process has named one. */
  environment: string | null;
};

/** How often something secret was guessed at within a while, by whom. */
type AttemptCountTable = {
  /** A hash of what is guessed at and who does. */
  key: string;
  attempts: number;
  ends_at: Timestamp;
};

/** A request that its sender has given a name. */
export type IdempotencyKeyTable = {
  user_id: Id;
  key: string;
  /** SHA-256 of all that the request asks for. */
  request_hash: string;
  answer: JsonText | null;
  created_at: Timestamp;
};

export type StoredState = 'draft' | 'withdrawn' | 'live' | 'changed' | 'trashed' | 'erased';

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
  /** Deleted for good or taken down: nothing of it is left but what the log needs. */
  erased_at: Timestamp | null;
  /** What it was translated from, and the version of that. */
  source_entry_id: Id | null;
  source_version_id: Id | null;
  /** The title as lists are sorted by it: without accents, in small letters. */
  sort_title: Generated<string>;
  /** Of the entry by itself: what is held back is `live` or `changed` here. */
  state: GeneratedAlways<StoredState>;
  /** Of which version the entry's public references were taken. */
  referenced_version_id: Id | null;
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
  /** The last of the saves that it holds. */
  created_at: Timestamp;
  created_by: Id | null;
  /** The first of them; null where there is only one. */
  begun_at: Timestamp | null;
  /** Since when no save may take its place: it was published, named, restored, or a restore went on from it. */
  kept_at: Timestamp | null;
  /** The number of the version whose content it brought back. */
  restored_from: number | null;
  /** When it was taken down: the content is `{}`, the slug null, and the hash still that of what was there. */
  erased_at: Timestamp | null;
};

/**
 * Which draft of an entry has been indexed, and how; its words are in `entry_terms`, under the number of the row, on SQLite, and in a column of their
 * own on PostgreSQL.
 */
export type EntryTextTable = { entry_id: Id; version_id: Id; edition: number };

/** Which entries the draft of an entry names, or its public version. They need not exist. */
export type EntryReferenceTable = { entry_id: Id; target_id: Id };

/** A value of the draft of an entry that lists are narrowed by, or show: by `collection.field`, each item of several in a row of its own. */
export type EntryValueTable = { entry_id: Id; field: string; value: string };

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
  kind: 'publish' | 'withdraw' | 'media' | 'media-removed' | 'redirect' | 'redirect-removed';
  /** Of 'publish' and 'withdraw' alone. */
  entry_id: Id | null;
  /** The version made public; null for a withdrawal. */
  version_id: Id | null;
  previous_version_id: Id | null;
  /** Where the entry is public, or where the redirect leads on from. */
  path: string | null;
  previous_path: string | null;
  media_id: Id | null;
  /** The media facts or the redirect, as the public sees them from now on. */
  payload: JsonText | null;
  previous_payload: JsonText | null;
};

export type RedirectTable = {
  id: Id;
  from_path: string;
  /** A path of this site, or the whole address of a page on another one. */
  to_path: string | null;
  to_entry_id: Id | null;
  status: 301 | 302 | 410;
  created_at: Timestamp;
  created_by: Id | null;
};

export type ReleaseTable = {
  number: Generated<number>;
  target: string;
  seq: number;
  publication_hash: string;
  template_build: string;
  reason: 'publication' | 'template' | 'rebuild' | 'rollback' | 'clock' | 'takedown' | 'withdrawal';
  pages_rendered: number;
  created_at: Timestamp;
  finished_at: Timestamp | null;
  /** Milliseconds by stage, as JSON. */
  timings: JsonText;
  correlation_id: string | null;
  /** What was counted, by name, as JSON. */
  work: Generated<JsonText>;
  /** Pages that could not be rendered and stay as they were, as JSON; null where there are none. */
  kept: Generated<JsonText | null>;
};

export type ReleaseFileTable = {
  release_number: number;
  path: string;
  change: 'created' | 'changed' | 'removed';
  hash: string | null;
  previous_hash: string | null;
  /** The name in the tree. Null in the rows of an older program, which know neither this nor what follows. */
  file: string | null;
  content_type: string | null;
  previous_content_type: string | null;
  redirect: JsonText | null;
  previous_redirect: JsonText | null;
  /** What made it change, for people. */
  cause: string | null;
};

/** A target that is kept at a release, whatever is published. */
export type TargetPinTable = {
  target: string;
  release_number: number;
  /** Withdrawals apply all the same; those up to here have been. */
  withdrawals_seq: number;
  pinned_at: Timestamp;
  pinned_by: Id | null;
  reason: string | null;
};

/** What is or was in the log and not shown, since the templates could not render it. */
export type WithheldPublicationTable = {
  seq: number;
  code: string;
  message: string;
  template: string | null;
  path: string;
  since: Timestamp;
  template_build: string;
  retried_at: Timestamp | null;
  /** Since when it is not held back any more: it is public, or has been superseded. */
  settled_at: Generated<Timestamp | null>;
  /** The release that made it public after all; null if none ever did. */
  release_number: Generated<number | null>;
};

export type AuditTable = {
  id: Id;
  at: Timestamp;
  actor_id: Id | null;
  action: string;
  subject: string;
  correlation_id: string | null;
  /** The API token by which the actor did it, and what it was called then. */
  token_id: Id | null;
  token_name: string | null;
  details: JsonText;
  /** Part of the hash of the details, so that nobody can guess from it what was erased. Erased with them. */
  salt: string | null;
  /** SHA-256 of what was written down. Empty or absent: by a program that knew of no chain, until somebody seals it. */
  record_hash: string | null;
  /** What is left of details that were erased. */
  details_hash: string | null;
  erased_at: Timestamp | null;
  /** The place in the chain, and the hash that binds the row to the one before; absent until somebody seals it. */
  seq: number | null;
  previous_hash: string | null;
  hash: string | null;
};

/** One row: where the chain of the audit ends, and until when programs that know of no chain may have added to it. */
export type AuditHeadTable = { singleton: 1; seq: number; hash: string; unhashed_until: Timestamp };

/** What open authoring interfaces are told of. It is kept for a day. */
export type EventTable = {
  id: Id;
  /** The place in the order in which everybody is told; absent until somebody gives it one. */
  seq: number | null;
  at: Timestamp;
  /** Such as `entry.saved`. */
  kind: string;
  actor_id: Id | null;
  correlation_id: string | null;
  /** Ids, and nothing of the content. */
  about: JsonText;
};

/** One row: where the order of events ends, and up to which row of the audit they have been made of it. */
export type EventHeadTable = { singleton: 1; seq: number; audit_seq: number };

/** Who has an entry open, in which window of whose browser. */
export type PresenceTable = {
  entry_id: Id;
  user_id: Id;
  /** Chosen by the window. */
  client_id: string;
  /** Of the rich text that the cursor is in. */
  block_id: string | null;
  /** Whether the user may save the entry, hence hold its lease. */
  may_save: Flag;
  /** Of one entry, at most one. */
  is_holder: Flag;
  opened_at: Timestamp;
  /** Past it the window is taken to be closed. */
  expires_at: Timestamp;
};
