import type { ContentModel } from '../../../model/content-model.ts';

/** The collection that somebody who wants to write most likely means: the first one with pages of its own. */
export function articlesOf(model: ContentModel | undefined): string | null {
  const [name] =
    Object.entries(model?.collections ?? {}).find(([, { single, url }]) => !single && url !== null) ?? [];
  return name ?? null;
}
