import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { arbitraryDocument } from '../../../tests/support/arbitrary-document.ts';
import { createIssueList } from '../../issues.ts';
import { canonicalDocument } from '../canonical-document.ts';
import type { RichTextDocument, RichTextNode } from '../document.ts';
import { validateDocument } from '../validate-document.ts';
import { documentFromMarkdown } from './document-from-markdown.ts';
import { documentToMarkdown } from './document-to-markdown.ts';

// A failure prints its seed and the smallest document that shows it. On a busy machine fewer documents are tried.
const LIMIT = { interruptAfterTimeLimit: 15_000 };

test('any document survives Markdown, with its block ids', () => {
  fc.assert(
    fc.property(arbitraryDocument, (document) => {
      const markdown = documentToMarkdown(document, { blockIds: true });
      expect({ markdown, document: documentFromMarkdown(markdown) }).toEqual({ markdown, document });
    }),
    { numRuns: 300, ...LIMIT },
  );
});

test('any document survives Markdown for people, which goes without block ids', () => {
  fc.assert(
    fc.property(arbitraryDocument, (document) => {
      const markdown = documentToMarkdown(document);
      const expected = { markdown, document: withoutIds(document) };
      expect({ markdown, document: documentFromMarkdown(markdown) }).toEqual(expected);
    }),
    { numRuns: 100, ...LIMIT },
  );
});

test('any text becomes a valid document, which then round-trips', () => {
  const line = fc.array(
    fc.constantFrom(
      ...'#>-+*_~`|:=[]()!<&\\{}"^1. \tab\u0000\u0007\ud800é😀'.split(''),
      'a',
      ':::',
      '[^1]',
      '::',
      '- [ ] ',
      '<br>',
      '](',
      '&#x7;',
      '&#12;',
    ),
    { maxLength: 8 },
  );
  const source = fc
    .array(
      line.map((parts) => parts.join('')),
      { maxLength: 8 },
    )
    .map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(source, (markdown) => {
      const document = documentFromMarkdown(markdown);
      expect(issuesOf(document)).toEqual([]);
      expect(documentFromMarkdown(documentToMarkdown(document, { blockIds: true }))).toEqual(document);
    }),
    { numRuns: 300, ...LIMIT },
  );
});

function issuesOf(document: RichTextDocument): unknown {
  const issues = createIssueList();
  validateDocument(document, { path: '', issues });
  return issues.found;
}

function withoutIds(document: RichTextDocument): RichTextDocument {
  const strip = (one: RichTextNode): RichTextNode => ({
    ...one,
    ...(one.attrs === undefined ? {} : { attrs: { ...one.attrs, id: null } }),
    ...(one.content === undefined ? {} : { content: one.content.map(strip) }),
  });
  return canonicalDocument({ ...document, content: document.content.map(strip) });
}
