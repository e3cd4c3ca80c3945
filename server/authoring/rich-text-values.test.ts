import { expect, it } from 'vitest';
import { defineContentModel } from '../../model/define-content-model.ts';
import { field } from '../../model/fields.ts';
import { mapRichText } from './rich-text-values.ts';

it('finds each rich text, and says where it stands as issues do', () => {
  const { collections } = defineContentModel({
    locales: ['en'],
    defaultLocale: 'en',
    collections: {
      pages: {
        label: 'Pages',
        title: 'title',
        fields: {
          title: field.text(),
          body: field.richText(),
          box: field.group({ fields: { text: field.richText() } }),
          notes: field.list({ of: field.richText() }),
          parts: field.blocks({ kinds: { note: { label: 'Note', fields: { text: field.richText() } } } }),
        },
      },
    },
  });
  const content = {
    title: 'T',
    body: 1,
    box: { text: 2 },
    notes: [3, 4],
    parts: [{ type: 'other' }, { type: 'note', text: 5 }],
    unknown: 6,
  };
  const mapped = mapRichText(
    collections.pages.fields,
    content,
    (value, place) => `${place} ${JSON.stringify(value)}`,
  );
  expect(mapped).toEqual({
    title: 'T',
    body: 'body 1',
    box: { text: 'box.text 2' },
    notes: ['notes[0] 3', 'notes[1] 4'],
    parts: [{ type: 'other' }, { type: 'note', text: 'parts[1].text 5' }],
    unknown: 6,
  });
});
