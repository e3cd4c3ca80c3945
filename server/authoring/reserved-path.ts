import type { ContentModel } from '../../model/content-model.ts';
import { findCollection } from '../../model/content-model.ts';
import { AppError } from '../errors.ts';
import { isWithin, SERVER_PATHS } from '../server-paths.ts';
import type { AuthoringContext } from './authoring-context.ts';

type Candidate = { id: string; title: string; collection: string; path: string | null };

/** Refuses a path that visitors would never get the entry at, since something of the program answers there. */
export function requireServablePath(
  { model, reservedPaths }: Pick<AuthoringContext, 'model' | 'reservedPaths'>,
  { id, title, collection, path }: Candidate,
): void {
  if (path === null) return;
  const owner = ownerOf(path, {
    // A template made for the one address of a single is what shows that single.
    templatePaths: hasFixedAddress(model, collection) ? [] : (reservedPaths?.() ?? []),
  });
  if (owner === null) return;
  throw new AppError(
    'path-reserved',
    `"${title}" cannot be published at ${path}: that address belongs to ${owner}. Change the slug.`,
    { extra: { path, entryId: id } },
  );
}

/** Refuses a redirect that no visitor would ever follow, for the same reason. */
export function requireRedirectablePath(
  { reservedPaths }: Pick<AuthoringContext, 'reservedPaths'>,
  path: string,
): void {
  const owner = ownerOf(path, { templatePaths: reservedPaths?.() ?? [] });
  if (owner === null) return;
  throw new AppError(
    'path-reserved',
    `No redirect can be set on ${path}: that address belongs to ${owner}. Choose another path.`,
    { extra: { path } },
  );
}

/** Whether something of the program answers there, so that no redirect would ever be followed. */
export function isReservedPath(
  { reservedPaths }: Pick<AuthoringContext, 'reservedPaths'>,
  path: string,
): boolean {
  return ownerOf(path, { templatePaths: reservedPaths?.() ?? [] }) !== null;
}

function ownerOf(path: string, { templatePaths }: { templatePaths: readonly string[] }): string | null {
  const prefix = Object.values(SERVER_PATHS).find((candidate) => isWithin(path, candidate));
  if (prefix !== undefined) return `the server, which answers ${prefix} itself`;
  if (ASSETS.test(path)) return 'the files that pages are made of';
  if (isSamePage(path, NOT_FOUND_PATH)) return 'the page that visitors see where there is none';
  const taken = templatePaths.some((candidate) => isSamePage(path, candidate));
  return taken ? 'the templates, which have a page or file of their own there' : null;
}

const ASSETS = /^\/_(?:astro|media)\//;

/** Every site has it, whether its templates say how it looks or not. */
const NOT_FOUND_PATH = '/404/';

/** `/a`, `/a/` and `/a/index.html` are one page. */
function isSamePage(a: string, b: string): boolean {
  return pageOf(a) === pageOf(b);
}

function pageOf(path: string): string {
  return path.replace(/\/(?:index\.html)?$/, '');
}

function hasFixedAddress(model: ContentModel, collection: string): boolean {
  const url = findCollection(model, collection)?.url;
  return typeof url === 'string' && !url.includes('{');
}
