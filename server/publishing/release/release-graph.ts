import type { Graph } from '../../../content-cache/pages/page-facts.ts';
import { renderFailed } from '../plan/render-failed.ts';
import { renderGraph } from '../plan/render-graph.ts';
import type { PublishingTools } from '../publishing-tools.ts';
import type { TemplateBuild } from '../template-build/template-build.ts';
import { makeRelease, type ReleaseOrder, type ReleaseSummary } from './make-release.ts';

/** Releases a graph that has been rendered whole, or what has changed in it. */
export async function releaseGraph(
  tools: PublishingTools,
  { build, graph, ...order }: ReleaseOrder & { graph: Graph; build: TemplateBuild },
): Promise<ReleaseSummary> {
  const { cache, log, renderers, target, withCache } = tools;
  return await makeRelease(
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
          priority,
          log,
        });
        if (failures.length > 0) throw renderFailed(failures);
        await written;
      },
    },
    order,
  );
}
