/** As in `tables.ts`. */
export type PreviewLinkTable = {
  id: string;
  entry_id: string;
  /** Null: the draft, whatever it is when somebody looks. */
  version_id: string | null;
  /** SHA-256 of the token: a copy of the database opens nothing. */
  token_hash: string;
  label: string | null;
  password_hash: string | null;
  created_at: string;
  /** Null: the installation itself. */
  created_by: string | null;
  expires_at: string;
  revoked_at: string | null;
  views: number;
  last_viewed_at: string | null;
};
