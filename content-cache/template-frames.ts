/** Whose code does something, as a stack says. */
export type Caller =
  /** Astro or our own code; `site` is the nearest file of the site behind it. */
  | { kind: 'engine'; site: Place | null }
  /** Nobody's, such as what a promise calls by itself. */
  | { kind: 'nobody' }
  | ({ kind: 'site' } & Place)
  /** A package; `site` is the nearest file of the site behind it. */
  | { kind: 'package'; through: string; site: Place | null };

export type Place = { file: string; line: number };

/** How the source maps of a template build name the project's folder. */
export const PROJECT_SCHEME = 'project:///';

const FRAME = /^\s*at (?:async )?(?:.*?\()?((?:project|file|node):[^()]*?|\/[^()]*?):(\d+):\d+\)?$/;
const ENGINE_FILE = /^(?:content-cache|model|server)\/|^node_modules\/(?:astro|@astrojs\/[^/]+)\//;

/** Looks at the frames from the innermost out, passing over Node's and over this engine's own that ask. */
export function findCaller(stack: string): Caller {
  const places = stack.split('\n').flatMap(toPlace);
  const first = places.findIndex(({ file }) => !isAsking(file) && !file.startsWith('node:'));
  const nearest = places[first];
  if (nearest === undefined) return { kind: 'nobody' };
  const site = places.slice(first).find(({ file }) => !isEngine(file) && packageName(file) === null) ?? null;
  if (isEngine(nearest.file)) return { kind: 'engine', site };
  const through = packageName(nearest.file);
  return through === null ? { kind: 'site', ...nearest } : { kind: 'package', through, site };
}

/** `site/pages/[slug].astro:7`: the innermost file of the site on the stack; null where there is none. */
export function findSitePlace(stack: string): string | null {
  const caller = findCaller(stack);
  if (caller.kind === 'nobody') return null;
  const place = caller.kind === 'site' ? caller : caller.site;
  return place === null ? null : `${place.file}:${place.line}`;
}

/** With the names of the project's files as people know them. */
export function readableStack(stack: string): string {
  return stack.replaceAll(/project:\/\/\/[^():\s]+/g, projectFile);
}

function toPlace(frame: string): Place[] {
  const match = FRAME.exec(frame);
  return match === null ? [] : [{ file: projectFile(match[1] ?? ''), line: Number(match[2]) }];
}

/** Relative to the project where the source map knows it. */
function projectFile(location: string): string {
  return location.startsWith(PROJECT_SCHEME) ? decodeURI(location.slice(PROJECT_SCHEME.length)) : location;
}

/** The files between a template and the stack that is captured; the last two in the worker's copy of them. */
function isAsking(file: string): boolean {
  return /(?:^|\/)(?:content-cache\/refusal|template-build\/guard-visitor-data|render\/guard[a-z-]*)\.ts$/.test(
    file,
  );
}

/** What no source map knows is ours. */
function isEngine(file: string): boolean {
  return file.startsWith('/') || /^(?:file|node):/.test(file) || ENGINE_FILE.test(file);
}

function packageName(file: string): string | null {
  return /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? null;
}
