import type { TemplateBuild, TemplateRoute } from './template-build.ts';

/**
 * The route that is asked first for a public path, as Astro chooses it; null where none is. A new template can take a path away from an
 * old one whose own fingerprint stays the same.
 */
export function routeOfPath(
  { base, routes, trailingSlash }: Pick<TemplateBuild, 'base' | 'routes' | 'trailingSlash'>,
  path: string,
): TemplateRoute | null {
  if (!path.startsWith(base)) return null;
  const below = path.slice(base.length - 1);
  const asked = trailingSlash === 'never' && below !== '/' ? below.replace(/\/$/, '') : below;
  return routes.find(({ matches }) => new RegExp(matches).test(asked)) ?? null;
}
