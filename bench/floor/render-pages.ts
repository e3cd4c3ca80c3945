import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { clockValues } from '../../content-cache/clock.ts';
import { openContentReader } from '../../content-cache/reader.ts';
import { runInRenderContext } from '../../content-cache/render-context.ts';
import { digestAtOnce } from '../../server/publishing/render/quick-digest.ts';
import { findTemplateBuild } from '../../server/publishing/template-build/build-templates.ts';
import { contentModel } from '../../site/content-model.ts';
import { SITE_URL, type BenchSite } from '../site/bench-site.ts';
import type { FinishedRelease } from '../site/release-of.ts';

/** The pages of a release, rendered in this very process by the templates that rendered them for it. */
export type PageRenderer = {
  /** At the release's own basis: the content cache must still be there. */
  render(release: FinishedRelease, paths: readonly string[]): Promise<PagesRendered>;
  /** As a visitor would wait for it. */
  renderOne(release: FinishedRelease, path: string): Promise<Uint8Array>;
  close(): void;
};

export type PagesRendered = { ms: number; hashes: string[] };

/** What the template build exports. */
type Bundle = { render(request: Request): Promise<Response> };

export function openPageRenderer(site: Pick<BenchSite, 'dataDir'>): PageRenderer {
  // As the engine's own workers do.
  digestAtOnce();
  const reader = openContentReader({ file: join(site.dataDir, 'content-cache.sqlite'), model: contentModel });
  const bundles = new Map<string, Promise<Bundle>>();

  const renderOne = (bundle: Bundle, path: string): Promise<Uint8Array> => {
    const request = new Request(new URL(path === '/404.html' ? '/404/' : path, SITE_URL));
    return runInRenderContext(
      { reader, reads: [], clock: clockValues(new Date()), failure: undefined },
      async () => {
        const response = await bundle.render(request);
        return new Uint8Array(await response.arrayBuffer());
      },
    );
  };
  const load = (templateBuild: string): Promise<Bundle> => {
    const bundle = bundles.get(templateBuild) ?? loadBundle(site, templateBuild);
    bundles.set(templateBuild, bundle);
    return bundle;
  };
  return {
    renderOne: async ({ publicationHash, seq, templateBuild }, path) => {
      const loaded = await load(templateBuild);
      reader.beginSnapshot({ seq, hash: publicationHash });
      try {
        return await renderOne(loaded, path);
      } finally {
        reader.endSnapshot();
      }
    },
    render: async ({ publicationHash, seq, templateBuild }, paths) => {
      const loaded = await load(templateBuild);
      const pages: Uint8Array[] = [];
      reader.beginSnapshot({ seq, hash: publicationHash });
      const startedAt = performance.now();
      for (const path of paths) pages.push(await renderOne(loaded, path));
      const ms = performance.now() - startedAt;
      reader.endSnapshot();
      return { ms, hashes: pages.map((bytes) => createHash('sha256').update(bytes).digest('hex')) };
    },
    close: () => reader.close(),
  };
}

async function loadBundle({ dataDir }: Pick<BenchSite, 'dataDir'>, id: string): Promise<Bundle> {
  const build = findTemplateBuild(dataDir, id);
  if (build === null) throw new Error(`The template build ${id} of the release is not in ${dataDir}.`);
  return (await import(pathToFileURL(build.entryFile).href)) as Bundle;
}
