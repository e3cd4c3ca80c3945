import type { PublicationChange, PublishedRedirect } from '../../../model/publication.ts';
import { AppError } from '../../errors.ts';
import type { PageResult, RenderedPage } from '../render/protocol.ts';
import { routeOfPath } from '../template-build/route-of-path.ts';
import type { TemplateBuild } from '../template-build/template-build.ts';
import type { PlaceTest } from './file-conflicts.ts';
import { describeOutcome } from './page-file.ts';

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
  for (const redirect of redirectsOf(changes)) {
    const { path } = redirect;
    const result = results.find((candidate) => candidate.path === path);
    if (result?.kind !== 'rendered') continue;
    if (describeOutcome(result, build.siteUrl, build.base).kind !== 'absent')
      throw pageInTheWay(result, build);
    const file = fileOf(redirect);
    const taken = file === null ? null : findTaken?.({ file, path });
    if (taken != null) throw notPossible(path, taken.error.message);
  }
}

function redirectsOf(changes: readonly PublicationChange[]): PublishedRedirect[] {
  return changes.flatMap((change) => (change.kind === 'redirect' ? [change.redirect] : []));
}

/** Null for what is gone: nothing is public there. Where it leads is of no account. */
function fileOf({ path, status, to }: PublishedRedirect): string | null {
  if (to === null) return null;
  const answer = { path, status, location: 'https://elsewhere.invalid/', contentType: 'text/html' };
  const outcome = describeOutcome(answer, 'http://localhost');
  return outcome.kind === 'page' ? outcome.page.file : null;
}

function pageInTheWay({ path }: RenderedPage, build: TemplateBuild): AppError {
  const template = routeOfPath(build, path)?.component;
  const where = template === undefined ? '' : ` (${template})`;
  return notPossible(
    path,
    `The templates have a page there${where}, and visitors get that page. Choose another path.`,
  );
}

function notPossible(path: string, why: string): AppError {
  return new AppError('path-reserved', `No redirect can be set on ${path}. ${why}`, { extra: { path } });
}
