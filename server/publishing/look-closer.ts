import type { PublicationChange } from '../../model/publication.ts';
import type { ContentCache } from '../../content-cache/cache.ts';
import type { DeadLink } from '../../model/site-plan.ts';
import { normalizePath } from '../../model/public-path.ts';
import { newlyBroken, type Looking } from './newly-broken.ts';
import { redirectPathsOf } from './plan/hidden-redirects.ts';
import { CLOSER_LOOK_MS, CLOSER_PAGES_MAX, PROVEN_PAGES_MAX } from './proof-limits.ts';
import type { RenderedPage } from './render/protocol.ts';

type CloserLook = {
  /** What takes something away: it is rendered first. */
  taking: readonly string[];
  render: (paths: readonly string[]) => Promise<readonly RenderedPage[]>;
  /** Told once something seems to be dead, before what holds it is rendered. */
  onDoubt?: () => void;
  pagesMax?: number;
  lookMs?: number;
};

/**
 * The links that the changes leave dead, however many pages they reach: what takes something away is rendered, then the pages that lead there and change
 * with it, of which many lead there no more, a menu being on all of them. Those that there is no time for are taken to lead where they do now.
 */
export async function lookCloser(
  looking: Looking,
  { lookMs = CLOSER_LOOK_MS, onDoubt, pagesMax = CLOSER_PAGES_MAX, render, taking }: CloserLook,
): Promise<DeadLink[]> {
  const rendered = new Map(looking.rendered);
  const asked = new Set(rendered.keys());
  const end = performance.now() + lookMs;
  let left = pagesMax;
  const renderMore = async (found: readonly string[]): Promise<boolean> => {
    const paths = found.filter((path) => !asked.has(path)).slice(0, left);
    for (let start = 0; start < paths.length; start += PROVEN_PAGES_MAX) {
      if (start > 0 && performance.now() > end) break;
      const some = paths.slice(start, start + PROVEN_PAGES_MAX);
      for (const path of some) asked.add(path);
      left -= some.length;
      for (const page of await render(some)) rendered.set(page.path, page);
    }
    return paths.length > 0;
  };
  await renderMore(taking);
  for (;;) {
    const { deadLinks, unseen } = newlyBroken({ ...looking, rendered });
    // A few are always looked at: what goes with what goes, as the last page of a list, is found last.
    const isLate = unseen.length > PROVEN_PAGES_MAX && performance.now() > end;
    if (unseen.length === 0 || isLate) return deadLinks;
    onDoubt?.();
    if (!(await renderMore(unseen))) return deadLinks;
  }
}

type Taking = Pick<Looking, 'cache' | 'graph' | 'changes'>;

/** The pages of the changes that may take away what others lead to: those that go or move, redirects, and those of which a part is led to. */
export function pathsTaking({ cache, changes, graph: { graphId } }: Taking): string[] {
  const { pages } = cache;
  const left = [...leftPathsOf(changes), ...redirectPathsOf(changes), ...movedFrom(changes, cache)];
  const changed = changes.flatMap((change) => (change.kind === 'publish' ? pathOf(change.entry.path) : []));
  const isLedTo = (path: string): boolean => pages.linkingPaths(graphId, path, 1).length > 0;
  return [
    ...new Set([...left.filter(isLedTo), ...changed.filter((path) => pages.isLedWithin(graphId, path))]),
  ];
}

function movedFrom(changes: readonly PublicationChange[], cache: ContentCache): string[] {
  return cache.read((answers) =>
    changes.flatMap((change) => {
      if (change.kind !== 'publish') return [];
      const before = answers.readPath(change.entry.id);
      return before === change.entry.path ? [] : pathOf(before);
    }),
  );
}

function pathOf(path: string | null): string[] {
  const normalized = path === null ? null : normalizePath(path);
  return normalized === null ? [] : [normalized];
}

/** Where something is taken away, be it a page or a redirect. */
export function leftPathsOf(changes: readonly PublicationChange[]): string[] {
  return changes.flatMap((change) => {
    const isLeft = change.kind === 'withdraw' || change.kind === 'redirect-removed';
    return isLeft && change.path !== null ? [change.path] : [];
  });
}
