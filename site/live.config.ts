import type { LiveCollectionConfig } from 'astro/content/config';
import { defineLiveCollection } from 'astro:content';
import { type StillpressLoader, stillpressLoader } from '../content-cache/live-loader.ts';
import { contentModel } from './content-model.ts';

/** Every collection of the content model as a live collection of Astro. Content was validated when it was saved: no schema here. */
export const collections = Object.fromEntries(
  Object.keys(contentModel.collections).map((name) => [
    name,
    defineLiveCollection({ loader: stillpressLoader(contentModel, name as CollectionName) }),
  ]),
) as unknown as LiveCollections;

type CollectionName = keyof typeof contentModel.collections;

type LiveCollections = {
  [Name in CollectionName]: LiveCollectionConfig<StillpressLoader<typeof contentModel, Name>>;
};
