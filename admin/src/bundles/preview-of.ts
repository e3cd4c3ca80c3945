import type { Bundle } from '../../../model/api/bundle.ts';

/** As many drafts as an address of a preview takes. */
const DRAFTS_MAX = 20;

/** The site with all drafts that are to be published, from its first page on; null where there are none. */
export function previewOf({ items }: Pick<Bundle, 'items'>): { address: string; isCut: boolean } | null {
  const drafts = items.flatMap(({ action, entry }) => (action === 'publish' ? [entry.id] : []));
  const [first, ...others] = drafts.slice(0, DRAFTS_MAX);
  if (first === undefined) return null;
  const query = new URLSearchParams({ path: '/' });
  if (others.length > 0) query.set('with', others.join());
  const isCut = drafts.length > DRAFTS_MAX || drafts.length < items.length;
  return { address: `/preview/${first}?${query}`, isCut };
}
