/** As in `tables.ts`. */
export type BundleTable = {
  id: string;
  title: string;
  note: string;
  created_at: string;
  /** Null: the installation itself. */
  created_by: string | null;
  /** The schedule that was last made of it: whether it waits, has fired or was cancelled is known there. */
  timed_id: string | null;
  /** When it was published at once; of one that a schedule published, the schedule says so. */
  published_at: string | null;
  /** Null where everything was public already, just as it was to be. */
  publication_seq: number | null;
};

/** It means the draft as it is when the bundle is published. */
export type BundleItemTable = {
  bundle_id: string;
  entry_id: string;
  action: 'publish' | 'withdraw';
  added_at: string;
  added_by: string | null;
};
