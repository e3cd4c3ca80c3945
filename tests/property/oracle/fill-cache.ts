import type { ContentCache } from '../../../content-cache/cache.ts';
import type { LogPosition } from '../../../model/publication.ts';
import type { PublicState } from './public-state.ts';

const POSITION: LogPosition = { seq: 1, hash: 'oracle' };

/** What is public and nothing else, with no memory of how it became so. */
export async function fillCache(cache: ContentCache, state: PublicState): Promise<LogPosition> {
  await cache.replaceAll((sink) => {
    sink.entries(state.entries);
    sink.media(state.media);
    sink.redirects(state.redirects);
    return Promise.resolve(POSITION);
  });
  return POSITION;
}
