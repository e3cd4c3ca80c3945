import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'astro';
import type { RouteInfo, SSRManifest } from 'astro';
import { hashContentSteps } from './build-inputs.ts';
import { describeBuildFailure } from './describe-build-failure.ts';
import type { BuildFailure } from './describe-build-failure.ts';
import { finishPrerendered } from './finish-prerendered.ts';
import { fingerprintRoutes } from './fingerprint-routes.ts';
import { forgetFolders } from './forget-folders.ts';
import { recordModules } from './module-graph.ts';
import { refuseCoveredPages } from './refuse-covered-pages.ts';
import { refuseServerFeatures } from './refuse-server-features.ts';
import { createRecord, recordFile } from './template-build.ts';
import type { TemplateAsset, TemplateRoute } from './template-build.ts';

/** A process of its own: Astro and Vite keep state for as long as they live, and a template's own code may exit. */
export type AstroBuildRequest = { id: string; projectRoot: string; folder: string; siteUrl: string };

export type AstroBuildAnswer = { ok: true } | { ok: false; failure: BuildFailure };

process.once('message', (request: AstroBuildRequest) => void answer(request));

async function answer(request: AstroBuildRequest): Promise<void> {
  let result: AstroBuildAnswer = { ok: true };
  try {
    await buildAndDescribe(request);
  } catch (error) {
    result = { ok: false, failure: describeBuildFailure(error, realpathSync(request.projectRoot)) };
  }
  process.send?.(result, () => process.exit(0));
}

async function buildAndDescribe({ id, folder, siteUrl, ...request }: AstroBuildRequest): Promise<void> {
  // As modules are named.
  const projectRoot = realpathSync(request.projectRoot);
  // Not in the program's own folder, which may be read-only, and gone afterwards: a build follows from its inputs alone.
  const cacheDir = join(folder, '.cache');
  const { graph, plugin, serverFiles } = recordModules(projectRoot);
  await build({
    root: projectRoot,
    outDir: folder,
    site: siteUrl,
    logLevel: 'silent',
    mode: 'production',
    cacheDir,
    vite: {
      cacheDir,
      plugins: [plugin],
      // Errors name the line of the template, and so does the refusal of what a template must not do.
      build: { sourcemap: true },
      environments: { client: { build: { sourcemap: false } } },
    },
  });
  rmSync(cacheDir, { recursive: true, force: true });
  forgetFolders({ folder, projectRoot });
  const { finishHtml, manifest, mark } = (await import(
    pathToFileURL(join(folder, 'server', 'entry.mjs')).href
  )) as BuiltEntry;
  await refuseServerFeatures(manifest, graph);
  const base = manifest.base.endsWith('/') ? manifest.base : `${manifest.base}/`;
  const routes = listRoutes({ ...manifest, base }, fingerprintRoutes({ manifest, graph, serverFiles }));
  if (finishHtml !== undefined) finishPrerendered(join(folder, 'client'), { finishHtml, mark });
  const assets = listAssets(join(folder, 'client'), base);
  refuseCoveredPages(assets, routes, base);
  const { trailingSlash } = manifest;
  const contentSteps = hashContentSteps(projectRoot);
  const record = createRecord(folder, { id, siteUrl, trailingSlash, base, contentSteps, routes, assets });
  writeFileSync(recordFile(folder), JSON.stringify(record));
}

/** What it takes of what `entry.ts` exports. */
type BuiltEntry = { manifest: SSRManifest; finishHtml?: (html: string) => string; mark: string };

function listRoutes(manifest: SSRManifest, fingerprintOf: (route: RouteInfo) => string): TemplateRoute[] {
  return manifest.routes.flatMap((info) => {
    const { fallbackRoutes, origin, prerender } = info.routeData;
    if (origin === 'internal' || prerender) return [];
    const fingerprint = fingerprintOf(info);
    return [info.routeData, ...fallbackRoutes].map(({ component, pathname, pattern, route, type }) => ({
      kind: type,
      pattern: route,
      matches: pattern.source,
      // Astro routes without the base, and visitors ask with it.
      path: pathname === undefined ? null : `${manifest.base.slice(0, -1)}${pathname}`,
      component,
      fingerprint,
    }));
  });
}

function listAssets(folder: string, base: string): TemplateAsset[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  return files
    .map((file) => {
      const path = join(file.parentPath, file.name);
      return {
        file: `${base.slice(1)}${relative(folder, path)}`,
        hash: createHash('sha256').update(readFileSync(path)).digest('hex'),
      };
    })
    .sort((a, b) => (a.file < b.file ? -1 : 1));
}
