import type { CacheTurns } from '../cache-turns.ts';
import type { ContentCache } from '../../../content-cache/cache.ts';
import type { PageRow } from '../../../content-cache/pages/page-facts.ts';
import type { Log } from '../../log.ts';
import type { Database } from '../../store/database.ts';
import type { Renderers } from '../render/renderers.ts';
import type { Target } from '../target/target.ts';
import type { TemplateBuild } from '../template-build/template-build.ts';

/** What of the publisher's tools this work needs. */
export type IdleContext = CacheTurns & {
  database: Database;
  cache: ContentCache;
  target: Target;
  renderers: Renderers;
  templates: { current(): TemplateBuild };
  log: Log;
  now: () => Date;
};

/** Which pages are looked at. */
export type Choice = (pages: ContentCache['pages'], graphId: number) => PageRow[];
