/** The addresses that a web process answers by itself; everything else belongs to the public site. */
export const SERVER_PATHS = {
  admin: '/admin',
  api: '/api',
  preview: '/preview',
  health: '/healthz',
  readiness: '/readyz',
} as const;

/** What stands behind these opens an account, once. */
const PATHS_OF_LINKS = /^(\/api\/v1\/(?:invites|password-resets)\/).+/;

/** The path as a log may hold it. */
export function loggedPath(path: string): string {
  return path.replace(PATHS_OF_LINKS, '$1[redacted]');
}

/** Whether the path is the prefix itself or lies below it: `/api` and `/api/v1`, and not `/apiary`. */
export function isWithin(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`);
}
