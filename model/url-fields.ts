/** The places in a collection's `url` that its slug fields fill: `/blog/{slug}/`. */
export const URL_PLACEHOLDER = /\{([^{}]*)\}/g;

/** The fields that the `url` names, in order. */
export function urlFieldNames(url: string): string[] {
  return [...url.matchAll(URL_PLACEHOLDER)].map((match) => match[1] ?? '');
}
