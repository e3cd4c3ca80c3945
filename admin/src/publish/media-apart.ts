import { parseMediaPath } from '../../../model/media-paths.ts';

type Addressed = { path: string };

/** Of each picture there are many files: they are told of together. `files`: how many pictures and files they are made of. */
export function mediaApart<Page extends Addressed>(
  pages: readonly Page[],
): { others: Page[]; media: Page[]; files: number } {
  const sources = new Map(pages.map(({ path }) => [path, sourceOf(path)]));
  const isMedia = ({ path }: Addressed): boolean => sources.get(path) !== null;
  const media = pages.filter(isMedia);
  return {
    others: pages.filter((page) => !isMedia(page)),
    media,
    files: new Set(media.map(({ path }) => sources.get(path))).size,
  };
}

/** What the file at an address is made of; null: it is none of the library's, nor made of a picture of the templates. */
function sourceOf(path: string): string | null {
  const base = path.slice(0, path.indexOf('/_media/') + 1);
  const address = base === '' ? null : parseMediaPath(path, base);
  if (address === null || address === 'nothing') return null;
  return 'asset' in address ? address.asset : address.mediaId;
}
