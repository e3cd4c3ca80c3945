import { createHash } from 'node:crypto';

/**
 * An attribute that nobody who writes content can guess, and the same for each build of an installation. No page is published with it in it:
 * `page-csp.ts` reads it and takes it out.
 */
export function inlineMark(templateKey: string): string {
  const secret = createHash('sha256').update(`inline element ${templateKey}`).digest('hex').slice(0, 32);
  return `data-inline-${secret}`;
}
