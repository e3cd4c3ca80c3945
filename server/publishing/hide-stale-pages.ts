import { isAssetName } from '../../model/asset-name.ts';
import type { Graph } from '../../content-cache/pages/page-facts.ts';
import type { TakenJob } from '../store/publisher-jobs.ts';
import { widenTakedown, type ReleasedFile } from '../store/takedowns.ts';
import type { PublishingTools } from './publishing-tools.ts';
import type { FailedPage } from './render/protocol.ts';

type Stale = {
  graph: Graph;
  /** What cannot be rendered, and would stay as it was. */
  kept: readonly FailedPage[];
  takedowns: readonly TakenJob[];
};

/**
 * What was taken down is gone for visitors whatever fails: a page that was made in its time and cannot be made anew has no file until it can be
 * rendered. What is live otherwise is judged once the release without it is.
 */
export async function hideStalePages(
  { cache, database, target, templates, withCache }: PublishingTools,
  { graph, kept, takedowns }: Stale,
): Promise<void> {
  if (kept.length === 0 || takedowns.length === 0) return;
  const assets = new Set(templates.current().assets.map(({ hash }) => hash));
  const isHarmless = ({ hash, path }: ReleasedFile): boolean => assets.has(hash) || isAssetName(path);
  const suspects = new Set<string>();
  for (const { payload } of takedowns) {
    const id = String(payload['takedownId']);
    const barred = await database.write((tx) => widenTakedown(tx, { id, target: target.name, isHarmless }));
    for (const hash of barred?.hashes ?? []) suspects.add(hash);
  }
  await withCache(async () =>
    cache.write(() => {
      for (const { path } of kept) {
        const page = cache.pages.page(graph.graphId, path);
        if (page !== null && page.file !== null && suspects.has(page.hash))
          cache.pages.dropFile(graph, path, 'taken down');
      }
    }),
  );
}
