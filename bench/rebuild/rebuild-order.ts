/** What the `rebuild` bench tells its program. */
export type RebuildOrder = {
  dataDir: string;
  siteUrl: string;
  root: string;
  /** The folder with the templates. */
  projectRoot: string;
  /** Whether the target writes compressed forms beside its files. */
  compress: boolean;
  /** Whether the target waits for the disk. */
  durable: boolean;
};
