import { expect, expectTypeOf, test } from 'vitest';

import { entryPath } from '../model/entry-address.ts';
import type { ImageValue } from '../model/entry-types.ts';
import { initialContent } from '../model/initial-content.ts';
import type { RichTextDocument } from '../model/rich-text/document.ts';
import { validateContent } from '../model/validation.ts';
import { contentModel, type Entry } from './content-model.ts';

test('posts, pages, authors and tags have addresses; settings and navigation have none', () => {
  const paths = Object.keys(contentModel.collections).map((collection) =>
    entryPath(contentModel, { collection, locale: 'de', content: { slug: 'a' } }),
  );
  expect(paths).toEqual(['/de/blog/a/', '/de/a/', '/de/authors/a/', '/de/tags/a/', null, null]);
});

test.each(Object.entries(contentModel.collections))(
  'a new entry of %s is a valid draft',
  (collection, definition) => {
    const content = initialContent(definition);
    expect(validateContent(contentModel, { collection, content, level: 'draft' })).toEqual({
      ok: true,
      content,
    });
  },
);

test('templates know the type of every field', () => {
  expectTypeOf<Entry<'posts'>['title']>().toEqualTypeOf<string>();
  expectTypeOf<Entry<'posts'>['body']>().toEqualTypeOf<RichTextDocument | undefined>();
  expectTypeOf<Entry<'posts'>['cover']>().toEqualTypeOf<ImageValue | undefined>();
  expectTypeOf<Entry<'posts'>['tags']>().toEqualTypeOf<string[] | undefined>();
  expectTypeOf<Entry<'settings'>['postsPerPage']>().toEqualTypeOf<number>();
  type Link = { label: string; entry?: string; href?: string };
  expectTypeOf<NonNullable<Entry<'navigation'>['items']>[number]>().toEqualTypeOf<{
    label: string;
    entry?: string;
    href?: string;
    items?: Link[];
  }>();
});
