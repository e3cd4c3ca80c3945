import type { TemplateBuild } from './template-build.ts';

/** The public paths that a build fills without any entry: its routes without parameters, and its files. */
export function reservedPaths({
  assets,
  routes,
}: Pick<TemplateBuild, 'assets' | 'routes'>): readonly string[] {
  return [...routes.flatMap(({ path }) => path ?? []), ...assets.map(({ file }) => `/${file}`)];
}
