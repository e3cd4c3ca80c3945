import type { ContentModel } from '../../model/content-model.ts';
import type { ContentMigrations } from '../../model/content-steps.ts';
import type { LogPosition, PublicationChange } from '../../model/publication.ts';
import type { SitePages } from '../../model/site-pages.ts';
import type { DeadLink, SitePlanner } from '../../model/site-plan.ts';
import type { Actor } from '../accounts/actor.ts';
import type { LinkGate } from '../config.ts';
import type { Database } from '../store/database.ts';

/** What every use case of this folder needs from the process it runs in. */
export type AuthoringContext = {
  database: Database;
  model: ContentModel;
  /** The steps that the site declares, which content of earlier models goes through. Absent: none. */
  migrations?: ContentMigrations;
  now: () => Date;
  /**
   * Renders the pages that these changes reach, as if they were public. Throws `template-failed`, with the template's message, where one cannot be
   * rendered, and `path-reserved` where a page of the templates would hide a redirect. Returns the links that would be dead then and are not now; null
   * where nobody can tell. Absent where nothing renders.
   */
  prove?: (changes: readonly PublicationChange[]) => Promise<DeadLink[] | null>;
  /** The same links of changes that nothing may stand in the way of. It does not throw, and takes little time. */
  foreseeDeadLinks?: (changes: readonly PublicationChange[]) => Promise<DeadLink[] | null>;
  /** What becomes of a publication that leaves links dead. Absent: it is refused. */
  linkGate?: LinkGate;
  /** By which links that name it in full are known to lead within the site. */
  siteUrl?: string;
  /** Tells what changes would do to the site. Absent or null where nobody knows its pages. */
  planner?: () => SitePlanner | null;
  /** Looks at the pages of the site. Absent where nobody knows them. */
  pages?: SitePages;
  /** Called after each commit that moved the publication log. It only signals: it must not throw, and nobody waits for it. */
  publicationCommitted: (position: LogPosition) => void;
  /** Called a moment before something is published at its time: what nobody waits for gives way. It only signals. Absent where nothing is rendered. */
  publicationExpected?: () => void;
  /** Called after one has fired: `latenessMs` after its time it was in the publication log. It only counts. */
  scheduleFired?: (fired: { latenessMs: number }) => void;
  /** Called after a schedule has been made, moved or cancelled. It only signals. Absent where nothing fires. */
  scheduleChanged?: () => void;
  /** The public paths that the templates fill without an entry: static routes and files. None are known before the templates are built. */
  reservedPaths?: () => readonly string[];
};

/** Who asks, and the id under which the logs and the audit remember it. */
export type Call = { actor: Actor; correlationId: string | null };
