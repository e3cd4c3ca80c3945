import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'astro';
import type { SSRManifest } from 'astro';
import { describeBuildFailure } from './describe-build-failure.ts';
import type { BuildFailure } from './describe-build-failure.ts';
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
    result = { ok: false, failure: describeBuildFailure(error) };
  }
  process.send?.(result, () => process.exit(0));
}

async function buildAndDescribe({ id, projectRoot, folder, siteUrl }: AstroBuildRequest): Promise<void> {
  // Not in the program's own folder, which may be read-only, and gone afterwards: a build follows from its inputs alone.
  const cacheDir = join(folder, '.cache');
  await build({
    root: projectRoot,
    outDir: folder,
    site: siteUrl,
    logLevel: 'silent',
    mode: 'production',
    cacheDir,
    vite: { cacheDir },
  });
  rmSync(cacheDir, { recursive: true, force: true });
  forgetFolder(folder);
  const { manifest } = (await import(pathToFileURL(join(folder, 'server', 'entry.mjs')).href)) as {
    manifest: SSRManifest;
  };
  const record = createRecord({
    id,
    siteUrl,
    trailingSlash: manifest.trailingSlash,
    routes: listRoutes(manifest),
    assets: listAssets(join(folder, 'client')),
  });
  writeFileSync(recordFile(folder), JSON.stringify(record));
}

/** Astro writes its output folder into the bundle, which would make two builds of the same templates differ. */
function forgetFolder(folder: string): void {
  const entry = join(folder, 'server', 'entry.mjs');
  const bundle = readFileSync(entry, 'utf8');
  writeFileSync(entry, bundle.replaceAll(pathToFileURL(folder).href, 'file:///template-build'));
}

function listRoutes(manifest: SSRManifest): TemplateRoute[] {
  return manifest.routes.flatMap(({ routeData: { component, origin, pathname, prerender, route, type } }) => {
    if (origin === 'internal' || prerender || type === 'fallback') return [];
    return [{ kind: type, pattern: route, path: pathname ?? null, component }];
  });
}

function listAssets(folder: string): TemplateAsset[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  return files
    .map((file) => {
      const path = join(file.parentPath, file.name);
      return {
        file: relative(folder, path),
        hash: createHash('sha256').update(readFileSync(path)).digest('hex'),
      };
    })
    .sort((a, b) => (a.file < b.file ? -1 : 1));
}
