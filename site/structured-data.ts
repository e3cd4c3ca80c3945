import type { PageAbout } from './page-about.ts';
import type { Settings } from './settings.ts';

type Address = (path: string) => string;

/** What a page is about in the words of schema.org; null for a page about nothing but its links. */
export function structuredData(
  about: PageAbout,
  { absolute, canonical, settings }: { settings: Settings; canonical: string; absolute: Address },
): object | null {
  const { article, locale, profile, title } = about;
  const description = about.description ?? settings.description;
  if (article !== undefined) {
    return {
      '@context': 'https://schema.org',
      '@type': 'BlogPosting',
      headline: article.headline,
      description: about.description,
      image: article.image && absolute(article.image.path),
      url: canonical,
      mainEntityOfPage: canonical,
      inLanguage: locale,
      datePublished: article.publishedAt,
      dateModified: article.modifiedAt,
      author: article.authors.map(({ name, path }) =>
        person(name, path === null ? undefined : absolute(path)),
      ),
      publisher: { '@type': 'Organization', name: settings.siteTitle },
      keywords: article.tags.length === 0 ? undefined : article.tags,
    };
  }
  if (profile !== undefined) {
    return {
      '@context': 'https://schema.org',
      '@type': 'ProfilePage',
      url: canonical,
      inLanguage: locale,
      mainEntity: { ...person(profile.name, canonical), sameAs: profile.links },
    };
  }
  if (title !== undefined) return null;
  return {
    '@context': 'https://schema.org',
    '@type': 'WebSite',
    name: settings.siteTitle,
    alternateName: settings.tagline,
    description,
    url: canonical,
    inLanguage: locale,
  };
}

/** JSON to stand in a script element, which the text `</script` would end. */
export function scriptJson(data: object): string {
  return JSON.stringify(data).replaceAll('<', String.raw`\u003c`);
}

function person(name: string, url: string | undefined): object {
  return { '@type': 'Person', name, url };
}
