import { contentModel } from './content-model.ts';

/** Every page has a locale, known from its route: `/de/blog/[slug]` is German. */
export function localeOf({ routePattern }: { routePattern: string }): string {
  const [, first = ''] = routePattern.split('/');
  return first !== contentModel.defaultLocale && contentModel.locales.includes(first)
    ? first
    : contentModel.defaultLocale;
}

/** `/blog/` in the default locale, `/de/blog/` in another. */
export function localePath(locale: string, path: string): string {
  return locale === contentModel.defaultLocale ? path : `/${locale}${path}`;
}

/** A page that every locale has, such as the list of posts, in all of them. */
export function inEveryLocale(path: string): { locale: string; path: string }[] {
  return contentModel.locales.map((locale) => ({ locale, path: localePath(locale, path) }));
}
