/** A file whose name follows from its content: a page that somebody keeps in a cache finds it for a while after the last release that names it. */
export function isAssetName(file: string): boolean {
  return /(^|\/)(_astro|_media)\//.test(file);
}
