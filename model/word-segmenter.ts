const segmenters = new Map<string, Intl.Segmenter>();

/** Splits text into words as the language does. Made once for each: that takes as long as many texts. */
export function wordSegmenter(locale: string): Intl.Segmenter {
  const known = segmenters.get(locale);
  if (known !== undefined) return known;
  const made = new Intl.Segmenter(locale, { granularity: 'word' });
  segmenters.set(locale, made);
  return made;
}
