import { getSchema } from '@tiptap/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryDocument } from '../../../../tests/support/arbitrary-document.ts';
import { markRules, MARK_ORDER, nodeRule } from '../../../../model/rich-text/schema.ts';
import { documentIn, documentOf } from './document-json.ts';
import { SCHEMA_EXTENSIONS } from './extensions.ts';

const schema = getSchema([...SCHEMA_EXTENSIONS]);

describe('a document in the editor', () => {
  it('is the same when it comes out, whatever it holds', () => {
    fc.assert(
      fc.property(arbitraryDocument, (document) => {
        expect(documentOf(documentIn(schema, document))).toEqual(document);
      }),
      { numRuns: 300, interruptAfterTimeLimit: 15_000 },
    );
  });

  it('has the nodes, the marks and the attributes of the model, and no others', () => {
    const nodes = Object.keys(schema.nodes);
    expect(nodes.filter((name) => nodeRule(name) === undefined)).toEqual([]);
    for (const name of nodes) {
      const known = Object.keys(nodeRule(name)?.attributes ?? {});
      const held = Object.keys(schema.nodes[name]?.spec.attrs ?? {}).filter((key) => key !== 'others');
      expect([name, held.sort()]).toEqual([name, known.sort()]);
    }
    expect(Object.keys(schema.marks)).toEqual([...MARK_ORDER]);
    for (const name of MARK_ORDER) {
      const held = Object.keys(schema.marks[name]?.spec.attrs ?? {}).filter((key) => key !== 'others');
      expect([name, held.sort()]).toEqual([name, Object.keys(markRules(name) ?? {}).sort()]);
    }
  });

  it('keeps the attributes that a newer build has written', () => {
    const document = {
      type: 'doc',
      content: [
        {
          type: 'paragraph',
          attrs: { id: 'a', tone: 'warm' },
          content: [
            { type: 'text', text: 'So', marks: [{ type: 'link', attrs: { href: '/', follow: false } }] },
          ],
        },
      ],
    };
    expect(documentOf(documentIn(schema, document))).toEqual(document);
  });

  it('is refused where it holds a part that nobody here knows', () => {
    expect(() => documentIn(schema, { type: 'doc', content: [{ type: 'poll' }] })).toThrow('poll');
    expect(() => documentIn(schema, { type: 'doc', content: [{ type: 'listItem' }] })).toThrow('Invalid');
  });

  it('is written anew only where it has changed', () => {
    const node = documentIn(schema, {
      type: 'doc',
      content: [
        { type: 'paragraph', attrs: { id: 'a' } },
        { type: 'paragraph', attrs: { id: 'b' } },
      ],
    });
    const first = documentOf(node).content;
    const changed = node.copy(node.content.replaceChild(1, schema.nodes['horizontalRule']?.create() ?? node));
    expect(documentOf(changed).content[0]).toBe(first[0]);
    expect(documentOf(changed).content[1]).toEqual({ type: 'horizontalRule' });
  });
});
