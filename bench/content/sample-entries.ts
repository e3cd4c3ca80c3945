import { sampleBody } from './sample-body.ts';
import { createRandom } from './random.ts';
import { sampleId, type SampleSite } from './sample-site.ts';

export type SampleEntry = {
  id: string;
  collection: string;
  locale: 'en';
  content: Record<string, unknown>;
};

const SITE_TITLE = 'The Long Harbour';
const SITE_TAGLINE = 'Notes from a quiet coast';

/** Everything that the starter site shows: what others refer to comes first. */
export function* sampleEntries(site: SampleSite): Generator<SampleEntry, void> {
  const about = sampleId('pages', 0);
  yield entry('settings', sampleId('settings', 0), {
    siteTitle: SITE_TITLE,
    tagline: SITE_TAGLINE,
    description: 'A publication made up to be measured.',
    postsPerPage: 10,
    // No other generator draws them.
    shareImages: false,
  });
  yield entry('pages', about, { title: 'About', slug: 'about', body: sampleBody(createRandom(7)) });
  yield entry('navigation', sampleId('navigation', 0), {
    items: [
      { label: 'Writing', href: '/blog/' },
      { label: 'About', entry: about },
    ],
  });
  for (const { id, ...content } of site.authors) yield entry('authors', id, content);
  for (const { id, ...content } of site.tags) yield entry('tags', id, content);
  for (let index = 0; index < site.postCount; index++) {
    const { id, fields } = site.post(index);
    yield entry('posts', id, { ...fields, featured: false });
  }
}

function entry(collection: string, id: string, content: Record<string, unknown>): SampleEntry {
  return { id, collection, locale: 'en', content };
}
