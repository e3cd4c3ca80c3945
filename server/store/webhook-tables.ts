import type { PING, WebhookEvent } from '../../model/api/webhook.ts';

/** As in `tables.ts`: times are text in UTC, flags are 0 or 1, and JSON is text. */
export type WebhookTable = {
  id: string;
  name: string;
  url: string;
  events: string;
  /** Of entries, those of these collections alone; an empty list: of all. */
  collections: string;
  locales: string;
  is_enabled: 0 | 1;
  /** As it signs: decisions/026. */
  secret: string;
  /** Signs as well until its time has come. */
  previous_secret: string | null;
  previous_secret_until: string | null;
  /** The first attempt that failed since the last one that succeeded. */
  failing_since: string | null;
  /** When and why the program itself has disabled it. */
  disabled_at: string | null;
  disabled_reason: string | null;
  created_at: string;
  created_by: string | null;
  updated_at: string;
};

/** One thing that one receiver is to be told. */
export type WebhookDeliveryTable = {
  id: string;
  webhook_id: string;
  event: WebhookEvent | typeof PING;
  /** What it is about, so that it goes with it when that is taken down. */
  entry_id: string | null;
  data: string;
  /** The job that sends it, or did; as long as that waits or runs, so does this. */
  job_id: string;
  created_at: string;
  /** When the receiver last took it. */
  delivered_at: string | null;
};

export type WebhookAttemptTable = {
  id: string;
  delivery_id: string;
  at: string;
  /** Of the answer; null where none came. */
  status: number | null;
  duration_ms: number;
  /** The beginning of it. */
  answer: string | null;
  error: string | null;
};
