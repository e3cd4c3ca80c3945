import type { ContentCache } from '../../../content-cache/cache.ts';
import type { Log } from '../../log.ts';
import type { Database } from '../../store/database.ts';
import type { Renderers } from '../render/renderers.ts';
import type { WithheldRecord } from './withheld-record.ts';

/** What of the publisher's tools it takes to hold something back. */
export type WithholdingContext = {
  database: Database;
  cache: ContentCache;
  renderers: Renderers;
  log: Log;
  withCache: <T>(work: () => Promise<T>) => Promise<T>;
  withheld: WithheldRecord;
  /** How many pages a route may have that are found by following links. */
  linkedPagesMax: number | undefined;
};
