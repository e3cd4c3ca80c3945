import { expect, test } from 'vitest';

import { withBlockIds } from './block-ids.ts';
import type { RichTextDocument } from './document.ts';

function counter(): () => string {
  let number = 0;
  return () => `new${(number += 1)}`;
}

const document: RichTextDocument = {
  type: 'doc',
  content: [
    { type: 'paragraph', attrs: { id: 'a' }, content: [{ type: 'text', text: 'x' }] },
    { type: 'paragraph', attrs: { id: 'a' } },
    {
      type: 'bulletList',
      content: [{ type: 'listItem', content: [{ type: 'paragraph', attrs: { id: 'b' } }] }],
    },
    { type: 'heading', attrs: { level: 2, id: null } },
  ],
};

test('gives every block an id of its own and keeps those that are there', () => {
  expect(withBlockIds(document, counter())).toEqual({
    type: 'doc',
    content: [
      { type: 'paragraph', attrs: { id: 'a' }, content: [{ type: 'text', text: 'x' }] },
      { type: 'paragraph', attrs: { id: 'new1' } },
      {
        type: 'bulletList',
        attrs: { id: 'new2' },
        content: [{ type: 'listItem', content: [{ type: 'paragraph', attrs: { id: 'b' } }] }],
      },
      { type: 'heading', attrs: { level: 2, id: 'new3' } },
    ],
  });
});

test('changes nothing in a document that has all its ids, and nothing in the one it was given', () => {
  const before = structuredClone(document);
  const complete = withBlockIds(document, counter());
  expect(document).toEqual(before);
  expect(withBlockIds(complete, counter())).toBe(complete);
});
