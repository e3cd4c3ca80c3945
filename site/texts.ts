/** What the theme itself says, by locale. A locale without texts of its own gets the English ones. */
export type Texts = typeof english;

export function textsOf(locale: string): Texts {
  return TEXTS[locale] ?? english;
}

const english = {
  languageName: 'English',
  dateFormat: 'en-GB',
  skipToContent: 'Skip to content',
  mainNavigation: 'Main',
  languages: 'Languages',
  readIn: (language: string) => `Read this page in ${language}`,
  blog: 'Writing',
  latestPosts: 'Latest',
  featured: 'Featured',
  allPosts: 'All posts',
  noPosts: 'Nothing has been published here yet. Come back soon.',
  newer: 'Newer',
  older: 'Older',
  pages: 'Pages',
  page: (page: number) => `Page ${page}`,
  newestPage: 'The newest',
  by: 'By',
  taggedWith: 'Filed under',
  tag: 'Topic',
  author: 'Author',
  postsBy: (name: string) => `Written by ${name}`,
  readingTime: (minutes: number) => `${minutes} min read`,
  onThisPage: 'On this page',
  footnotes: 'Footnotes',
  backToText: 'Back to the text',
  feed: 'Feed',
  untitledSite: 'A new site',
  notFound: 'This page does not exist',
  notFoundText: 'The address may be mistyped, or what stood here has moved or been withdrawn.',
  home: 'Go to the front page',
};

const german: Texts = {
  languageName: 'Deutsch',
  dateFormat: 'de-DE',
  skipToContent: 'Zum Inhalt springen',
  mainNavigation: 'Hauptmenü',
  languages: 'Sprachen',
  readIn: (language) => `Diese Seite auf ${language} lesen`,
  blog: 'Texte',
  latestPosts: 'Neueste',
  featured: 'Empfohlen',
  allPosts: 'Alle Beiträge',
  noPosts: 'Hier ist noch nichts erschienen. Schau bald wieder vorbei.',
  newer: 'Neuere',
  older: 'Ältere',
  pages: 'Seiten',
  page: (page) => `Seite ${page}`,
  newestPage: 'Die neuesten',
  by: 'Von',
  taggedWith: 'Abgelegt unter',
  tag: 'Thema',
  author: 'Autorin oder Autor',
  postsBy: (name) => `Texte von ${name}`,
  readingTime: (minutes) => `${minutes} Min. Lesezeit`,
  onThisPage: 'Auf dieser Seite',
  footnotes: 'Fußnoten',
  backToText: 'Zurück zum Text',
  feed: 'Feed',
  untitledSite: 'Eine neue Website',
  notFound: 'Diese Seite gibt es nicht',
  notFoundText:
    'Vielleicht ist die Adresse vertippt, oder was hier stand, ist umgezogen oder wurde zurückgezogen.',
  home: 'Zur Startseite',
};

const TEXTS: Readonly<Record<string, Texts>> = { en: english, de: german };
