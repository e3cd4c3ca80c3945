import type { RedirectRow } from './redirect-csv.ts';

export type VisitorAnswer =
  | { kind: 'page' | 'none' | 'gone' | 'unknown' }
  | { kind: 'other'; status: number }
  | { kind: 'led'; path: string; isThere: boolean }
  | { kind: 'elsewhere'; url: string };

/** As somebody who is not signed in, past what the browser has kept. */
const AS_VISITOR: RequestInit = { method: 'HEAD', credentials: 'omit', cache: 'no-store' };

export async function askAsVisitor(path: string, redirects: readonly RedirectRow[]): Promise<VisitorAnswer> {
  const known = redirects.find((redirect) => redirect.path === path);
  try {
    const first = await fetch(path, { ...AS_VISITOR, redirect: 'manual' });
    if (first.type !== 'opaqueredirect') return answerOf(first.status);
    // Other sites are not asked from here, and the policy of the screen would refuse it.
    if (known?.to?.kind === 'url') return { kind: 'elsewhere', url: known.to.url };
    const last = await fetch(path, AS_VISITOR);
    return { kind: 'led', path: new URL(last.url).pathname, isThere: last.ok };
  } catch {
    // The site is elsewhere than this page, or leads away from itself: what is known of it says most.
    if (known === undefined) return { kind: 'unknown' };
    if (known.to?.kind === 'path') return { kind: 'led', path: known.to.path, isThere: true };
    if (known.to?.kind === 'url') return { kind: 'elsewhere', url: known.to.url };
    return known.to === null ? { kind: 'gone' } : { kind: 'unknown' };
  }
}

function answerOf(status: number): VisitorAnswer {
  if (status === 404) return { kind: 'none' };
  if (status === 410) return { kind: 'gone' };
  return status >= 200 && status < 300 ? { kind: 'page' } : { kind: 'other', status };
}
