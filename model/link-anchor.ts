/** Every page has it, and a browser has no need of one. */
const TOP = new Set(['', 'top']);
/** What follows is for the browser, as in `#:~:text=…`. */
const DIRECTIVE = ':~:';

/** What links can lead to within a page by this element. */
export function anchorsOf(
  element: string,
  { id, name }: { id?: string | undefined; name?: string | undefined },
): string[] {
  return [id, element === 'a' ? name : undefined].filter(
    (anchor) => anchor !== undefined && anchor !== '',
  ) as string[];
}

/** The anchor that the link of such an element leads to; null where it leads to the page as a whole. */
export function anchorLedTo(element: string, href: string | undefined): string | null {
  return href === undefined || (element !== 'a' && element !== 'area') ? null : anchorOfLink(href);
}

export function anchorOfLink(href: string): string | null {
  const start = href.indexOf('#');
  if (start === -1) return null;
  const [fragment = ''] = href.slice(start + 1).split(DIRECTIVE, 1);
  const anchor = decoded(fragment);
  return TOP.has(anchor.toLowerCase()) ? null : anchor;
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
