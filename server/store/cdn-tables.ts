/** At most one row: the cache in front of the site, where there is one. */
export type CdnTable = {
  singleton: 1;
  /** As it is configured. */
  name: string;
  /** The newest release that it has been told of. */
  purged_up_to: number;
  /** Since when it could not be told; null where it could. */
  failing_since: string | null;
  error: string | null;
};

export type ReleasePurgeTable = {
  release_number: number;
  /** How many addresses it was to forget. */
  urls: number;
  purged_at: string;
};
