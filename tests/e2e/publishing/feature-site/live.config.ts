import { defineLiveCollection } from 'astro:content';
import { stillpressLoader } from '../content-cache/live-loader.ts';
import { contentModel } from './content-model.ts';

export const collections = {
  notes: defineLiveCollection({ loader: stillpressLoader(contentModel, 'notes') }),
};
