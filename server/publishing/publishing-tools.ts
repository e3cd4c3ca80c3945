import type { ContentCache } from '../../content-cache/cache.ts';
import type { Log } from '../log.ts';
import type { Database } from '../store/database.ts';
import type { StoredRelease } from '../store/releases.ts';
import type { CacheRenewal } from './cache-renewal.ts';
import type { CacheTurns } from './cache-turns.ts';
import type { LogFollower } from './follow-log.ts';
import type { RenderingTeller } from './tell-rendering.ts';
import type { ReleaseSummary } from './release/make-release.ts';
import type { PublicMedia } from './render/public-media.ts';
import type { Renderers } from './render/renderers.ts';
import type { Target } from './target/target.ts';
import type { Templates } from './template-build/open-templates.ts';
import type { WithheldRecord } from './withhold/withheld-record.ts';

/** All that a release is made with. One publisher at a time has it. */
export type PublishingTools = CacheTurns & {
  database: Database;
  cache: ContentCache;
  cacheRenewal: CacheRenewal;
  follower: LogFollower;
  templates: Templates;
  renderers: Renderers;
  /** Without it no page has a picture or a file of its own. */
  media: PublicMedia | undefined;
  target: Target;
  log: Log;
  now: () => Date;
  timeZone: string;
  /** The graph that was begun because every page was asked for. */
  askedGraph: { id: number | null };
  withheld: WithheldRecord;
  /** Makes the content cache and the record of what is held back agree, once. */
  reconcile(): Promise<void>;
  /** How many pages a route may have that are found by following links. */
  linkedPagesMax: number | undefined;
  /** A candidate is rendered in many rounds: what all of them have rendered for it, how long it took, and how often in turn none got any further. */
  candidateWork: { pagesRendered: number; renderMs: number; timesStuck: number };
  /** Told of each release. */
  onReleased?: ((release: ReleaseSummary) => void) | undefined;
  /** Told between two batches of pages, and when a round is over. */
  rendering: RenderingTeller;
};

export type RebuildReason = Extract<StoredRelease['reason'], 'template' | 'rebuild'>;

/** Which pages to render again although nothing says that they are out of date. */
export type RebuildScope =
  | { kind: 'all' }
  | { kind: 'route'; route: string }
  | { kind: 'path'; path: string };

export type RebuildOrder = {
  reason: RebuildReason;
  scope: RebuildScope;
  /** The content cache is filled from the database before. */
  freshCache?: boolean;
};

/** Of the last release that it took. `damaged` files had been altered beside Stillpress, and are what they should be again. */
export type RebuildSummary = ReleaseSummary & { damaged: number };
