/** As in `tables.ts`: times are text in UTC, and JSON is text. */
/** What was taken down for good, and what must never be public again. */
export type TakedownTable = {
  id: string;
  entry_id: string;
  reason: string;
  /** The publication that made the entry public first; null if it never was. */
  first_seq: number | null;
  /** Where the log ended when it was taken down; the withdrawal is in it. */
  seq: number;
  /** Every path at which the entry was public, as a JSON list. */
  paths: string;
  /** Of the bytes that were public at these paths meanwhile, as a JSON list. */
  hashes: string;
  taken_down_at: string;
  taken_down_by: string | null;
};
