import type { ContentCache } from '../../content-cache/cache.ts';
import { readPagesRelease } from '../../content-cache/pages.ts';
import type { LogPosition } from '../../model/publication.ts';
import type { Log } from '../log.ts';
import type { Database } from '../store/database.ts';
import type { StoredRelease } from '../store/releases.ts';
import { isSame } from './follow-log.ts';
import type { LogFollower } from './follow-log.ts';
import { makeRelease } from './release/make-release.ts';
import type { ReleaseSummary } from './release/make-release.ts';
import type { Renderers } from './render/renderers.ts';
import type { Target } from './target/target.ts';
import type { Templates } from './template-build/open-templates.ts';

/** All that a release is made with. One publisher at a time has it. */
export type PublishingTools = {
  database: Database;
  cache: ContentCache;
  follower: LogFollower;
  templates: Templates;
  renderers: Renderers;
  target: Target;
  log: Log;
  /** The content cache has one writer: a draft that is laid over it waits for this, and this for the draft. */
  withCache<T>(work: () => Promise<T>): Promise<T>;
};

export type RoundOptions = {
  /** Render every page, whatever has been released already. */
  rebuild: RebuildReason | null;
  /** Not yet again: this state could not be released a moment ago. */
  isHeldBack: (position: LogPosition) => boolean;
  /** From now on the round is at work. */
  onRelease(): void;
};

export type RebuildReason = Exclude<StoredRelease['reason'], 'publication'>;

export type Round = {
  position: LogPosition;
  /** Null where nothing had to be done, or nothing may be done yet. */
  summary: ReleaseSummary | null;
  /** Whether visitors see this position now. */
  isLive: boolean;
};

/** Follows the log to its end and releases what it finds: however many publications were waiting, one release. */
export async function runRound(tools: PublishingTools, options: RoundOptions): Promise<Round> {
  const { follower, renderers, templates } = tools;
  const { rebuild } = options;
  const { correlationId, position } = await tools.withCache(() => follower.catchUp());
  const build = templates.candidate() ?? templates.current();
  const reason = rebuild ?? whyRelease(tools, position, build.id);
  if (reason === null) return { position, summary: null, isLive: true };
  if (rebuild === null && options.isHeldBack(position)) return { position, summary: null, isLive: false };
  options.onRelease();
  try {
    const summary = await makeRelease(
      { ...tools, build, renderer: renderers.forReleases(build) },
      { basis: position, reason, correlationId },
    );
    templates.promote(build);
    return { position, summary, isLive: true };
  } catch (error) {
    // New templates that cannot render keep no publication waiting; who asked for them learns why.
    if (!templates.reject(build, error) || rebuild !== null) throw error;
    return await runRound(tools, options);
  }
}

/** Null where the target is at this position and this template build, and what is known of its pages is that release's. */
function whyRelease(
  { cache, target }: PublishingTools,
  position: LogPosition,
  templateBuild: string,
): StoredRelease['reason'] | null {
  const live = target.position();
  if (live === null || !isSame({ seq: live.seq, hash: live.publicationHash }, position)) return 'publication';
  if (live.templateBuild !== templateBuild) return 'template';
  return readPagesRelease(cache.connection) === live.releaseId ? null : 'rebuild';
}
