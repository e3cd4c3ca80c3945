import { getSchema } from '@tiptap/core';
import { describe, expect, it } from 'vitest';
import { documentIn } from '../document-json.ts';
import { SCHEMA_EXTENSIONS } from '../extensions.ts';
import { findIn, soughtIn } from './find-in.ts';

const schema = getSchema([...SCHEMA_EXTENSIONS]);
const footnote = { type: 'footnote', content: [{ type: 'text', text: 'light' }] };
const doc = documentIn(schema, {
  type: 'doc',
  content: [
    {
      type: 'paragraph',
      content: [
        { type: 'text', text: 'First ' },
        { type: 'text', text: 'lig', marks: [{ type: 'bold' }] },
        { type: 'text', text: 'ht' },
        footnote,
        { type: 'text', text: ' and LIGHT (a.b)' },
      ],
    },
    { type: 'codeBlock', content: [{ type: 'text', text: 'axb\nlight' }] },
  ],
});
const found = (text: string, isCaseKept = false) =>
  findIn(doc, { text, isCaseKept }).map(({ from, to }) => doc.textBetween(from, to));

describe('what is looked for in a document', () => {
  it('is found across marks, in footnotes and behind them, and in code, in the order of the text', () => {
    expect(found('light')).toEqual(['light', 'light', 'LIGHT', 'light']);
    expect(found('light', true)).toEqual(['light', 'light', 'light']);
  });

  it('is nowhere from the text into a footnote, out of one, or across one', () => {
    for (const text of ['htlight', 'light and', 'ht and', '\uFFFC']) expect(found(text)).toEqual([]);
  });

  it('is what is selected, up to a footnote or the end of a line', () => {
    const first = (text: string) => findIn(doc, { text, isCaseKept: false })[0]?.from ?? 0;
    const end = doc.content.size - 1;
    expect(soughtIn(doc, { from: first('rst'), to: end })).toBe('rst light');
    expect(soughtIn(doc, { from: first('and'), to: end })).toBe('and LIGHT (a.b)');
    expect(soughtIn(doc, { from: first('and'), to: first('LIGHT (') })).toBe('and ');
    expect(soughtIn(doc, { from: first('and'), to: first('and') })).toBe('');
  });

  it('is taken as it is written', () => expect(found('a.b')).toEqual(['a.b']));

  it('is nothing where nothing is looked for', () => expect(found('')).toEqual([]));
});
