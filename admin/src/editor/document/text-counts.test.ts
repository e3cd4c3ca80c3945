import { getSchema } from '@tiptap/core';
import { expect, it } from 'vitest';
import { documentIn } from './document-json.ts';
import { SCHEMA_EXTENSIONS } from './extensions.ts';
import { countWords, readingMinutes } from './text-counts.ts';

const schema = getSchema([...SCHEMA_EXTENSIONS]);

function paragraph(text: string) {
  return { type: 'paragraph', content: [{ type: 'text', text }] };
}

it('counts words as their language has them, in every block', () => {
  const quote = { type: 'blockquote', content: [paragraph('Once more'), { type: 'paragraph' }] };
  const doc = documentIn(schema, { type: 'doc', content: [paragraph('Don’t count — twice.'), quote] });
  expect(countWords(doc, 'en')).toBe(5);
  const japanese = documentIn(schema, { type: 'doc', content: [paragraph('日本語を読む')] });
  expect(countWords(japanese, 'ja')).toBeGreaterThan(1);
});

it('takes a minute at least to read', () => {
  expect([readingMinutes(0), readingMinutes(330), readingMinutes(5_000)]).toEqual([1, 2, 23]);
});
