/** A content model that content was written under, together with the steps that its site declared. A row of the primary database, as in `tables.ts`. */
export type ContentModelTable = {
  /** As versions carry it. */
  fingerprint: string;
  /** JSON. */
  model: string;
  /** The ids of the steps that content of it has been through, as a JSON list. */
  steps: string;
  recorded_at: string;
  /** When the content was last brought to it. */
  migrated_at: string | null;
};
