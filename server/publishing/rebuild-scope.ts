import { normalizePath } from '../../model/public-path.ts';
import { AppError } from '../errors.ts';
import { fileOf } from './plan/page-file.ts';
import { splitRoute } from './render/protocol.ts';
import type { PublishingTools, RebuildScope } from './publishing-tools.ts';

/** Why the site has nothing of the kind; null where it has, or has no pages at all yet: then all of them are going to be rendered. */
export function scopeProblem(
  { cache, templates }: Pick<PublishingTools, 'cache' | 'templates'>,
  scope: RebuildScope,
): AppError | null {
  const graph = cache.pages.find('live');
  if (graph === null || scope.kind === 'all') return null;
  if (scope.kind === 'path') {
    const path = normalizePath(scope.path) ?? scope.path;
    return cache.pages.page(graph.graphId, path) === null ? noPage(path) : null;
  }
  const patterns = templates.current().routes.map(({ pattern }) => pattern);
  return patterns.includes(scope.route) ? null : noRoute(scope.route, patterns);
}

/** The files that it is about; undefined for all there are. */
export function filesOf(
  { cache }: Pick<PublishingTools, 'cache'>,
  scope: RebuildScope,
): string[] | undefined {
  const graph = cache.pages.find('live');
  if (graph === null || scope.kind === 'all') return undefined;
  if (scope.kind === 'path') {
    const path = normalizePath(scope.path) ?? scope.path;
    return [cache.pages.page(graph.graphId, path)?.file ?? fileOf(path)];
  }
  const pages = Array.from(cache.pages.pages(graph.graphId));
  return pages.flatMap(({ file, route }) =>
    file !== null && splitRoute(route).includes(scope.route) ? [file] : [],
  );
}

function noPage(path: string): AppError {
  return new AppError(
    'page-not-found',
    `The site has no page ${path}, and nothing that is published leads there. Name its public path, such as /blog/first-light/.`,
  );
}

function noRoute(route: string, patterns: readonly string[]): AppError {
  return new AppError(
    'route-not-found',
    `The templates have no route ${route}. They have: ${patterns.join(', ')}.`,
  );
}
