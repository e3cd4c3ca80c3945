/** A draft may hold whatever somebody has typed: no preview is to lead to `javascript:`. */
export function isSafeHref(href: string): boolean {
  return /^(?:[/#]|https?:\/\/|mailto:)/.test(href);
}
