import type { Graph } from '../../../content-cache/pages/page-facts.ts';
import { renderGraph } from '../plan/render-graph.ts';
import type { FailedPage } from '../render/protocol.ts';
import type { PublishingTools } from '../publishing-tools.ts';
import type { TemplateBuild } from '../template-build/template-build.ts';
import { makeRelease, type ReleaseOrder, type ReleaseSummary } from './make-release.ts';

/** Releases a graph that has been rendered whole, or what has changed in it. */
export async function releaseGraph(
  tools: PublishingTools,
  { build, graph, ...order }: ReleaseOrder & { graph: Graph; build: TemplateBuild },
): Promise<ReleaseSummary> {
  const { cache, log, media, renderers, target, withCache } = tools;
  const summary = await makeRelease(
    {
      ...tools,
      graph,
      build,
      renderAgain: async (paths) => {
        const { revision } = cache.position();
        await withCache(async () =>
          cache.write(() => {
            for (const path of paths)
              cache.pages.dirtyPath(graph.graphId, { path, revision, cause: 'its bytes were lost' });
          }),
        );
        const pool = renderers.forReleases(build);
        // Whatever is public under the name, the bytes are wanted.
        const sink = { lookUp: () => null, put: target.put };
        const priority = 'publish';
        const { failures, written } = await renderGraph({
          cache,
          withCache,
          graph,
          build,
          pool,
          sink,
          media,
          priority,
          log,
          failuresMax: Infinity,
        });
        await dropLost(tools, { graph, failures });
        await written;
      },
    },
    order,
  );
  tools.onReleased?.(summary);
  return summary;
}

/** What can neither be found nor made has no file until it can be made: everything else is released. */
async function dropLost(
  { cache, log, target, withCache }: PublishingTools,
  { failures, graph }: { graph: Graph; failures: readonly FailedPage[] },
): Promise<void> {
  const lost = failures.filter(({ path }) => {
    const page = cache.pages.page(graph.graphId, path);
    return page !== null && page.file !== null && !target.has(page.hash);
  });
  if (lost.length === 0) return;
  for (const { error, path } of lost)
    log.error(
      { path, error: error.message, template: error.template },
      'a page is lost, and cannot be rendered',
    );
  await withCache(async () =>
    cache.write(() => {
      for (const { path } of lost) cache.pages.dropFile(graph, path, 'its bytes were lost');
    }),
  );
}
