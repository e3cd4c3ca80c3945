import { defineLiveCollection } from 'astro:content';
import { stillpressLoader } from '../content-cache/live-loader.ts';
import { contentModel } from './content-model.ts';

export const collections = {
  posts: defineLiveCollection({ loader: stillpressLoader(contentModel, 'posts') }),
  authors: defineLiveCollection({ loader: stillpressLoader(contentModel, 'authors') }),
  files: defineLiveCollection({ loader: stillpressLoader(contentModel, 'files') }),
  notes: defineLiveCollection({ loader: stillpressLoader(contentModel, 'notes') }),
  settings: defineLiveCollection({ loader: stillpressLoader(contentModel, 'settings') }),
};
