import { readFileSync } from 'node:fs';
import mime from 'mime';
import { normalizePath } from '../../../model/public-path.ts';
import { isServerPath } from '../../server-paths.ts';
import { publicPathOf } from '../release/public-files.ts';
import { findLinks } from '../render/links.ts';
import { assetFile, type TemplateBuild } from '../template-build/template-build.ts';

/** Astro's own error page is shown by servers that render at visit time; nothing serves it here. */
const ERROR_ROUTE = '/500';

/** The paths that a template build asks for by itself: its routes without parameters, and what its prerendered pages link to. */
export function staticPathsOf(build: TemplateBuild): string[] {
  const routes = build.routes.flatMap(({ path, pattern }) =>
    path === null || pattern === ERROR_ROUTE ? [] : [path],
  );
  const prerendered = build.assets.filter(({ file }) => mime.getType(file) === 'text/html');
  const linked = prerendered.flatMap(
    (asset) =>
      findLinks({
        path: publicPathOf(asset.file),
        siteUrl: build.siteUrl,
        contentType: 'text/html',
        bytes: readFileSync(assetFile(build, asset)),
        location: null,
      }).links,
  );
  const isAsset = assetTest(build);
  const paths = [...routes, ...linked].flatMap((path) => normalizePath(path) ?? []);
  return [...new Set(paths)].filter((path) => !isAsset(path));
}

/** Whether something is there that is no page: visitors get it, and the templates are never asked. */
export function assetTest(build: Pick<TemplateBuild, 'assets'>): (path: string) => boolean {
  const isFile = fileTest(build);
  return (path) => isFile(path) || isServerPath(path);
}

/** Whether a server sends the file of that name. */
export function fileTest({ assets }: Pick<TemplateBuild, 'assets'>): (path: string) => boolean {
  const files = new Set(assets.map(({ file }) => file));
  return (path) => files.has(path.endsWith('/') ? `${path}index.html`.slice(1) : path.slice(1));
}
