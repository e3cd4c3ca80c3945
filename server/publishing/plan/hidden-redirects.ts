import type { PublicationChange, PublishedRedirect } from '../../../model/publication.ts';
import { AppError } from '../../errors.ts';
import type { PageResult, RenderedPage } from '../render/protocol.ts';
import { routeOfPath } from '../template-build/route-of-path.ts';
import type { TemplateBuild } from '../template-build/template-build.ts';
import type { PlaceTest } from './file-conflicts.ts';
import { describeOutcome, fileOf } from './page-file.ts';

/** What the templates answer at these paths decides whether a redirect is followed there. */
export function redirectPathsOf(changes: readonly PublicationChange[]): string[] {
  return redirectsOf(changes).map(({ path }) => path);
}

/** Of those that name a path. Where an entry is, a page is. */
export function redirectTargetsOf(changes: readonly PublicationChange[]): string[] {
  return redirectsOf(changes).flatMap(({ to }) => (to?.kind === 'path' ? [to.path] : []));
}

/** `findTaken` is left out where nobody knows the other pages. */
type Hiding = {
  build: TemplateBuild;
  findTaken?: (page: { file: string; path: string }) => ReturnType<PlaceTest>;
};

/** Throws `path-reserved` where nobody would ever follow one of the redirects: a page takes its place, or its file has none. */
export function refuseHiddenRedirects(
  changes: readonly PublicationChange[],
  results: readonly PageResult[],
  { build, findTaken }: Hiding,
): void {
  const resultOf = new Map(results.map((result) => [result.path, result]));
  const hidden = redirectsOf(changes).flatMap((redirect): Hidden[] => {
    const { path } = redirect;
    const result = resultOf.get(path);
    if (result?.kind !== 'rendered') return [];
    if (describeOutcome(result, build.siteUrl, build.base).kind !== 'absent')
      return [hiddenBy(path, pageInTheWay(result, build))];
    const taken = findTaken?.({ file: fileOf(path), path });
    return taken == null ? [] : [hiddenBy(path, taken.error.message)];
  });
  const [first] = hidden;
  if (first === undefined) return;
  throw new AppError('path-reserved', first.message, { extra: { path: first.path, hidden } });
}

/** Each of them, for whoever sets many. */
type Hidden = { path: string; message: string };

function hiddenBy(path: string, why: string): Hidden {
  return { path, message: `No redirect can be set on ${path}. ${why}` };
}

function redirectsOf(changes: readonly PublicationChange[]): PublishedRedirect[] {
  return changes.flatMap((change) => (change.kind === 'redirect' ? [change.redirect] : []));
}

function pageInTheWay({ path }: RenderedPage, build: TemplateBuild): string {
  const template = routeOfPath(build, path)?.component;
  const where = template === undefined ? '' : ` (${template})`;
  return `The templates have a page there${where}, and visitors get that page. Choose another path.`;
}
