import type { Data } from './content.ts';
import { localePath } from './locale.ts';
import type { ArticleAbout } from './page-about.ts';
import { pictureFile } from './pictures.ts';
import { readSettings } from './settings.ts';
import { SHARE_SIZE } from './share-image.ts';

/** What is shown where a post is shared: the picture that was chosen for that, or the one that is drawn for it. */
export async function postShareImage(
  id: string,
  { $locale, seo, title }: Pick<Data<'posts'>, '$locale' | 'seo' | 'title'>,
): Promise<ArticleAbout['image']> {
  const chosen = seo?.image === undefined ? null : pictureFile(seo.image, SHARE_SIZE);
  if (chosen !== null) return chosen;
  const { shareImages } = await readSettings($locale);
  return shareImages === false
    ? undefined
    : { path: localePath($locale, `/share/${id}.png`), ...SHARE_SIZE, alt: title };
}
