import { queryOptions } from '@tanstack/react-query';
import { api } from '../api/api.ts';

/** An entry in each language of the site, and what it was made from. */
export function translationsQuery(entryId: string) {
  return queryOptions({
    queryKey: ['entries', 'translations', entryId],
    queryFn: async ({ signal }) => (await api.listTranslations({ id: entryId, signal })).body.translations,
  });
}

/** What the language is called in the language of the screen. */
export function localeName(locale: string, screen: string): string {
  try {
    const name = new Intl.DisplayNames(screen, { type: 'language' }).of(locale) ?? locale;
    return name.charAt(0).toLocaleUpperCase(screen) + name.slice(1);
  } catch {
    return locale;
  }
}
