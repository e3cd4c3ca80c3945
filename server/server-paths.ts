/** The addresses that a web process answers by itself; everything else belongs to the public site. */
export const SERVER_PATHS = {
  admin: '/admin',
  api: '/api',
  preview: '/preview',
  health: '/healthz',
  readiness: '/readyz',
  /** For Prometheus, where `METRICS_TOKEN` is set. */
  metrics: '/metrics',
} as const;

/** Whether a web process answers there by itself, whatever pages there are. */
export function isServerPath(path: string): boolean {
  return Object.values(SERVER_PATHS).some((prefix) => isWithin(path, prefix));
}

/** What is below `/preview` for whoever has the address, and all that is there where previews have an origin of their own. */
export const PREVIEW_PAGE_PATHS = {
  /** The pages, behind a ticket. */
  pages: '/preview/t',
  /** When one of the drafts is saved, behind a ticket. */
  live: '/preview/live',
  /** For people without an account, behind the token of a link. */
  links: '/preview/link',
  script: '/preview/preview.js',
} as const;

export function isPreviewPagePath(path: string): boolean {
  return Object.values(PREVIEW_PAGE_PATHS).some((prefix) => isWithin(path, prefix));
}

/** What stands behind these opens an account, once, or shows drafts to whoever has it. */
const PATHS_OF_LINKS = /^(\/api\/v1\/(?:invites|password-resets)\/|\/preview\/(?:t|live|link)\/).+/;

/** The path as a log may hold it. */
export function loggedPath(path: string): string {
  return path.replace(PATHS_OF_LINKS, '$1[redacted]');
}

/** Whether the path is the prefix itself or lies below it: `/api` and `/api/v1`, and not `/apiary`. */
export function isWithin(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`);
}
