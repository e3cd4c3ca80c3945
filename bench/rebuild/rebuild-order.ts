import type { TargetConfig } from '../../server/config.ts';

/** What the `rebuild` bench tells its program. */
export type RebuildOrder = {
  dataDir: string;
  siteUrl: string;
  target: TargetConfig;
  /** The folder with the templates. */
  projectRoot: string;
};
