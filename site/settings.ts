import { getLiveEntry } from 'astro:content';
import type { Data } from './content.ts';
import { contentModel } from './content-model.ts';
import { textsOf } from './texts.ts';

export type Settings = Partial<Data<'settings'>> &
  Pick<Data<'settings'>, 'siteTitle' | 'postsPerPage' | 'shareImages'>;

/** Of this locale, else of the default one; a site without settings has a name and a page size all the same. */
export async function readSettings(locale: string): Promise<Settings> {
  const own = await getLiveEntry('settings', { locale });
  const { entry } = own.entry ? own : await getLiveEntry('settings', { locale: contentModel.defaultLocale });
  return { siteTitle: textsOf(locale).untitledSite, postsPerPage: 10, shareImages: true, ...entry?.data };
}

export type NavigationItem = NonNullable<Data<'navigation'>['items']>[number];

export async function readNavigation(locale: string): Promise<NavigationItem[]> {
  const { entry } = await getLiveEntry('navigation', { locale });
  return entry?.data.items ?? [];
}
