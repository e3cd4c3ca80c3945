import { normalizePath } from '../../../model/public-path.ts';
import { publicPathOf } from '../release/public-files.ts';
import type { TemplateAsset, TemplateRoute } from './template-build.ts';

/** A file in `public/` with the address of a page would take its place without a word. Throws with the file that does. */
export function refuseCoveredPages(
  assets: readonly TemplateAsset[],
  routes: readonly TemplateRoute[],
  base: string,
): void {
  const files = new Map(assets.map(({ file }) => [publicPathOf(file), file]));
  for (const { component, path } of routes) {
    const file = files.get((path === null ? null : normalizePath(path)) ?? '');
    if (file === undefined) continue;
    const id = `site/public/${file.slice(base.length - 1)}`;
    const message = `This file has the address ${publicPathOf(file)}, which is that of a page (${component}). Give one of them another address.`;
    throw Object.assign(new Error(message), { id });
  }
}
