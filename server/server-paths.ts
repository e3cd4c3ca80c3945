/** The addresses that a web process answers by itself; everything else belongs to the public site. */
export const SERVER_PATHS = {
  admin: '/admin',
  api: '/api',
  preview: '/preview',
  health: '/healthz',
  readiness: '/readyz',
} as const;

/** Whether the path is the prefix itself or lies below it: `/api` and `/api/v1`, and not `/apiary`. */
export function isWithin(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`);
}
