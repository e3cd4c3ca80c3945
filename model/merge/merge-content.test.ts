import { describe, expect, test } from 'vitest';
import { field } from '../fields.ts';
import type { RichTextNode } from '../rich-text/document.ts';
import { mergeContent } from './merge-content.ts';
import { mergeDocuments } from './merge-documents.ts';

const p = (id: string, text = id): RichTextNode => ({
  type: 'paragraph',
  attrs: { id },
  content: [{ type: 'text', text }],
});
const doc = (...content: RichTextNode[]) => ({ type: 'doc' as const, content });
const textsOf = ({ content }: { content: readonly RichTextNode[] }): string[] =>
  content.map((node) => node.content?.[0]?.text ?? '');

describe('two documents of one', () => {
  test('have both sides’ changes to different blocks', () => {
    const { conflicts, document } = mergeDocuments({
      before: doc(p('a'), p('b'), p('c')),
      ours: doc(p('a', 'ours'), p('b'), p('c')),
      theirs: doc(p('a'), p('b'), p('c', 'theirs')),
    });
    expect(textsOf(document)).toEqual(['ours', 'b', 'theirs']);
    expect(conflicts).toEqual([]);
  });

  test('have what either side has added, where it stood', () => {
    const { document } = mergeDocuments({
      before: doc(p('a'), p('b')),
      ours: doc(p('a'), p('x'), p('b')),
      theirs: doc(p('y'), p('a'), p('b'), p('z')),
    });
    expect(textsOf(document)).toEqual(['y', 'a', 'x', 'b', 'z']);
  });

  test('lack what one side has removed and the other has left alone', () => {
    const { conflicts, document } = mergeDocuments({
      before: doc(p('a'), p('b'), p('c')),
      ours: doc(p('a'), p('c')),
      theirs: doc(p('b'), p('c')),
    });
    expect(textsOf(document)).toEqual(['c']);
    expect(conflicts).toEqual([]);
  });

  test('keep ours and tell of a block that both have changed', () => {
    const { conflicts, document } = mergeDocuments({
      before: doc(p('a')),
      ours: doc(p('a', 'ours')),
      theirs: doc(p('a', 'theirs')),
    });
    expect(textsOf(document)).toEqual(['ours']);
    expect(conflicts).toEqual([{ id: 'a', before: p('a'), ours: p('a', 'ours'), theirs: p('a', 'theirs') }]);
  });

  test('keep what one side has written into a block that the other has removed', () => {
    const removedByUs = mergeDocuments({
      before: doc(p('a'), p('b')),
      ours: doc(p('a')),
      theirs: doc(p('a'), p('b', 'theirs')),
    });
    expect(textsOf(removedByUs.document)).toEqual(['a', 'theirs']);
    expect(removedByUs.conflicts).toMatchObject([{ id: 'b', ours: null }]);
  });

  test('take the same change for one', () => {
    const both = doc(p('a', 'the same'), p('n'));
    expect(mergeDocuments({ before: doc(p('a')), ours: both, theirs: both })).toEqual({
      document: both,
      conflicts: [],
    });
  });

  test('have the order of who has changed it, and ours where both have', () => {
    const before = doc(p('a'), p('b'), p('c'));
    const turned = doc(p('c'), p('b'), p('a'));
    const theirs = mergeDocuments({ before, ours: doc(p('a', 'ours'), p('b'), p('c')), theirs: turned });
    expect(textsOf(theirs.document)).toEqual(['c', 'b', 'ours']);
    const both = mergeDocuments({ before, ours: turned, theirs: doc(p('b'), p('a'), p('c')) });
    expect(textsOf(both.document)).toEqual(['c', 'b', 'a']);
  });

  test('do not lose blocks without ids, nor those that are the same twice', () => {
    const rule: RichTextNode = { type: 'horizontalRule' };
    const { document } = mergeDocuments({
      before: doc(rule, p('a')),
      ours: doc(rule, p('a'), rule),
      theirs: doc(rule, p('a', 'theirs')),
    });
    expect(document.content.map(({ type }) => type)).toEqual([
      'horizontalRule',
      'paragraph',
      'horizontalRule',
    ]);
  });
});

describe('two contents of one', () => {
  const fields = {
    title: field.text(),
    summary: field.text(),
    body: field.richText(),
    seo: field.group({ fields: { title: field.text(), description: field.text() } }),
  };

  test('have both sides’ changes to different fields, in groups as well', () => {
    const before = { title: 'T', summary: 'S', seo: { title: 'x', description: 'y' } };
    const { conflicts, content } = mergeContent(fields, {
      before,
      ours: { ...before, title: 'ours', seo: { title: 'ours', description: 'y' } },
      theirs: { ...before, summary: 'theirs', seo: { title: 'x', description: 'theirs' } },
    });
    expect(content).toEqual({
      title: 'ours',
      summary: 'theirs',
      seo: { title: 'ours', description: 'theirs' },
    });
    expect(conflicts).toEqual([]);
  });

  test('tell of each place that both have changed, with all three', () => {
    const { conflicts, content } = mergeContent(fields, {
      before: { title: 'T', body: doc(p('a'), p('b')) },
      ours: { title: 'ours', body: doc(p('a', 'ours'), p('b')) },
      theirs: { title: 'theirs', body: doc(p('a', 'theirs'), p('b', 'theirs')) },
    });
    expect(content).toEqual({ title: 'ours', body: doc(p('a', 'ours'), p('b', 'theirs')) });
    expect(conflicts).toMatchObject([
      { path: 'title', kind: 'field', before: 'T', ours: 'ours', theirs: 'theirs' },
      { path: 'body', kind: 'block', id: 'a' },
    ]);
  });

  test('have fields that came or went on one side', () => {
    const { content } = mergeContent(fields, {
      before: { title: 'T', summary: 'S' },
      ours: { title: 'T' },
      theirs: { title: 'T', summary: 'S', seo: { title: 'new' } },
    });
    expect(content).toEqual({ title: 'T', seo: { title: 'new' } });
  });
});
