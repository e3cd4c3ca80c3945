import type { ClockValues, LogPosition } from '../../../model/publication.ts';
import type { Publisher } from '../../../server/publishing/publisher.ts';
import type { TemplateBuild } from '../../../server/publishing/template-build/template-build.ts';
import type { Database } from '../../../server/store/database.ts';
import type { SiteProfile } from '../sites/site-profile.ts';
import type { EditedSite } from './entry-actions.ts';
import type { HeldSite, PastRelease } from './past-release.ts';

/** One installation that the steps of a sequence change: database, publisher, target. */
export type World = EditedSite & {
  readonly site: SiteProfile;
  readonly database: Database;
  readonly files: WorldFiles;
  /** What the publisher has logged as an error, such as an answer that was not the one on record. */
  readonly problems: string[];
  /** What was found to be live, the newest last. */
  readonly releases: PastRelease[];
  /** Set while the site is held at an earlier release. */
  held: HeldSite | null;
  /** What time it is for pages. */
  clock(): ClockValues;
  moveClock(byMs: number): void;
  publisher(): Publisher;
  /** The template build that has to be live. */
  build(): TemplateBuild;
  /** Stops the publisher and opens it again; `meanwhile` runs in between. */
  restart(meanwhile?: () => void | Promise<void>): Promise<void>;
  /** Puts other templates in place. The publisher has to be stopped. */
  switchTemplates(variant: number): Promise<void>;
  /** Resolves with the end of the log once all that may be live is, with the templates that are in place. Rejects when it cannot be released. */
  settle(): Promise<LogPosition>;
  close(): Promise<void>;
};

export type WorldFiles = { dataDir: string; cacheFile: string; targetRoot: string; liveTree: string };
