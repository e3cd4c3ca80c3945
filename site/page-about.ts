/** What the frame around a page needs to know of it. */
export type PageAbout = {
  locale: string;
  /** Absent on the front page, which goes by the site's name. */
  title?: string | undefined;
  description?: string | undefined;
  /** The same thing in every locale that has it, this one included. */
  alternates: readonly { locale: string; path: string }[];
  /** Of a post alone. */
  article?: ArticleAbout | undefined;
  /** Of the page of an author alone. */
  profile?: { name: string; links: readonly string[] } | undefined;
  /** Search engines are asked to leave it out. */
  hidden?: boolean | undefined;
};

export type ArticleAbout = {
  headline: string;
  publishedAt: string;
  modifiedAt: string;
  authors: readonly { name: string; path: string | null }[];
  /** Shown where the article is shared. */
  image?: { path: string; width: number; height: number; alt: string } | undefined;
  tags: readonly string[];
};
