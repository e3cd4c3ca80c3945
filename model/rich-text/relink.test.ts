import { describe, expect, test } from 'vitest';
import type { RichTextDocument, RichTextNode } from './document.ts';
import { relink, type RichTextTarget } from './relink.ts';

const text = (said: string, attrs?: object): RichTextNode => ({
  type: 'text',
  text: said,
  marks: [{ type: 'bold' }, ...(attrs === undefined ? [] : [{ type: 'link', attrs: { ...attrs } }])],
});
const paragraph = (...content: RichTextNode[]): RichTextNode => ({ type: 'paragraph', content });
const doc = (...content: RichTextNode[]): RichTextDocument => ({ type: 'doc', content });
const quoted = (node: RichTextNode): RichTextNode => ({ type: 'blockquote', content: [node] });
const button = (attrs: object): RichTextNode => ({
  type: 'button',
  attrs: { id: 'b', label: 'Go', ...attrs },
});

const isDead = (target: RichTextTarget): boolean => 'href' in target && target.href === '/dead/';

describe('links of a document', () => {
  const document = doc(
    quoted(paragraph(text('one', { href: '/dead/', title: 'T' }), text('two', { href: '/alive/' }))),
    button({ href: '/dead/', kind: 'secondary' }),
  );

  test('go, and their texts stay with whatever else is of them', () => {
    expect(relink(document, (target) => (isDead(target) ? 'goes' : 'stays'))).toEqual(
      doc(quoted(paragraph(text('one'), text('two', { href: '/alive/' }))), {
        type: 'paragraph',
        attrs: { id: 'b' },
        content: [{ type: 'text', text: 'Go' }],
      }),
    );
  });

  test('lead elsewhere, and keep what is said of them', () => {
    const to = { entryId: 'e', anchor: 'a' };
    expect(relink(document, (target) => (isDead(target) ? to : 'stays'))).toEqual(
      doc(
        quoted(paragraph(text('one', { title: 'T', ...to }), text('two', { href: '/alive/' }))),
        button({ kind: 'secondary', ...to }),
      ),
    );
    const back = relink(doc(paragraph(text('x', to))), () => ({ href: '/x/' }));
    expect(back).toEqual(doc(paragraph(text('x', { href: '/x/' }))));
  });

  test('are told apart by the entry and the anchor that they lead to', () => {
    const asked: RichTextTarget[] = [];
    const entries = doc(paragraph(text('x', { entryId: 'e', anchor: 'a' })), button({ entryId: 'f' }));
    const same = relink(entries, (target) => {
      asked.push(target);
      return 'stays';
    });
    expect(asked).toEqual([{ entryId: 'e', anchor: 'a' }, { entryId: 'f' }]);
    expect(same).toBe(entries);
  });
});
