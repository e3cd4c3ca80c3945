import { expect, it } from 'vitest';
import { field } from './fields.ts';
import { collectEntryLinks } from './entry-links.ts';

const FIELDS = {
  title: field.text(),
  author: field.reference({ collection: 'people' }),
  related: field.reference({ collection: ['posts', 'pages'], multiple: true }),
  body: field.richText(),
  menu: field.list({ of: field.group({ fields: { entry: field.reference({ collection: 'pages' }) } }) }),
  sections: field.blocks({
    kinds: { teaser: { fields: { post: field.reference({ collection: 'posts' }) } } },
  }),
};

it('finds every reference and internal link with its place', () => {
  const link = {
    type: 'text',
    text: 'x',
    marks: [{ type: 'bold' }, { type: 'link', attrs: { entryId: 'f' } }],
  };
  const content = {
    title: 'a title that is no link',
    author: 'a',
    related: ['b', 'c'],
    body: {
      type: 'doc',
      content: [
        { type: 'button', attrs: { label: 'Go', entryId: 'e' } },
        {
          type: 'paragraph',
          content: [link, { type: 'text', text: 'y', marks: [{ type: 'link', attrs: { href: '/' } }] }],
        },
      ],
    },
    menu: [{ entry: 'g' }],
    sections: [{ type: 'teaser', post: 'h' }],
  };
  expect(collectEntryLinks(FIELDS, content)).toEqual([
    { path: 'author', entryId: 'a', collections: ['people'] },
    { path: 'related[0]', entryId: 'b', collections: ['posts', 'pages'] },
    { path: 'related[1]', entryId: 'c', collections: ['posts', 'pages'] },
    { path: 'body.content[0].attrs.entryId', entryId: 'e', collections: null },
    { path: 'body.content[1].content[0].marks[1].attrs.entryId', entryId: 'f', collections: null },
    { path: 'menu[0].entry', entryId: 'g', collections: ['pages'] },
    { path: 'sections[0].post', entryId: 'h', collections: ['posts'] },
  ]);
});

it('finds none in an empty draft', () => {
  expect(collectEntryLinks(FIELDS, {})).toEqual([]);
});
