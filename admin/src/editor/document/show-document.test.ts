import { getSchema } from '@tiptap/core';
import { history, undo } from '@tiptap/pm/history';
import { EditorState, TextSelection } from '@tiptap/pm/state';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryDocument } from '../../../../tests/support/arbitrary-document.ts';
import { withBlockIds } from '../../../../model/rich-text/block-ids.ts';
import { documentIn, documentOf } from './document-json.ts';
import { SCHEMA_EXTENSIONS } from './extensions.ts';
import { showDocument } from './show-document.ts';

const schema = getSchema([...SCHEMA_EXTENSIONS]);

function paragraphs(texts: Readonly<Record<string, string>>): unknown {
  const content = Object.entries(texts).map(([id, text]) => ({
    type: 'paragraph',
    attrs: { id },
    content: [{ type: 'text', text }],
  }));
  return { type: 'doc', content };
}

function open(document: unknown): EditorState {
  return EditorState.create({ doc: documentIn(schema, document), plugins: [history()] });
}

function show(state: EditorState, document: unknown): EditorState {
  const change = showDocument(state, documentIn(schema, document));
  return change === null ? state : state.apply(change);
}

function selectWord(state: EditorState, word: string): EditorState {
  let at = -1;
  state.doc.descendants((node, position) => {
    const index = node.text?.indexOf(word) ?? -1;
    if (index >= 0) at = position + index;
  });
  return state.apply(state.tr.setSelection(TextSelection.create(state.doc, at, at + word.length)));
}

function selected({ doc, selection }: EditorState): string {
  return doc.textBetween(selection.from, selection.to);
}

describe('what comes from elsewhere', () => {
  it('leaves the selection where it is, wherever blocks come, go and change', () => {
    const state = selectWord(open(paragraphs({ a: 'First', b: 'Here is the cursor', c: 'Last' })), 'cursor');
    const shown = show(state, paragraphs({ new: 'Before', a: 'First!', b: 'Here is the cursor', d: 'End' }));
    expect(shown.doc.textBetween(0, shown.doc.content.size, '|')).toBe(
      'Before|First!|Here is the cursor|End',
    );
    expect(selected(shown)).toBe('cursor');
  });

  it('changes a block only where it differs, also around the cursor', () => {
    const state = selectWord(open(paragraphs({ a: 'A word in the middle of it' })), 'middle');
    const shown = show(state, paragraphs({ a: 'The word in the middle of that' }));
    expect(shown.doc.textContent).toBe('The word in the middle of that');
    expect(selected(shown)).toBe('');
    const after = show(state, paragraphs({ a: 'Some word in the middle of it' }));
    expect(selected(after)).toBe('middle');
  });

  it('leaves what was typed here to be undone, and cannot be undone itself', () => {
    let state = open(paragraphs({ a: 'One', b: 'Two' }));
    state = state.apply(state.tr.insertText(' typed', 4));
    state = show(state, paragraphs({ a: 'One typed', b: 'Two, by somebody else' }));
    undo(state, (change) => (state = state.apply(change)));
    expect(state.doc.textBetween(0, state.doc.content.size, '|')).toBe('One|Two, by somebody else');
  });

  it('is not taken away by an undo of what stood in its place', () => {
    let state = open(paragraphs({ a: 'One', b: 'Two' }));
    state = state.apply(state.tr.insertText(' mine', 4));
    state = show(state, paragraphs({ a: 'One theirs', c: 'One mine', b: 'Two' }));
    undo(state, (change) => (state = state.apply(change)));
    const shown = state.doc.textBetween(0, state.doc.content.size, '|');
    expect(shown).toMatch(/^One ?theirs\|One mine\|Two$/);
  });

  it('is not taken away where it is a block in place of one that was begun here', () => {
    let state = open(paragraphs({ a: 'One', b: 'Two' }));
    state = state.apply(state.tr.insert(5, schema.node('paragraph', { id: 'm' }, [schema.text('Mine')])));
    state = show(state, paragraphs({ a: 'One', t: 'Theirs', b: 'Two' }));
    undo(state, (change) => (state = state.apply(change)));
    expect(state.doc.textBetween(0, state.doc.content.size, '|')).toBe('One|Theirs|Two');
  });

  it('that keeps what both have written leaves each to be undone by whoever wrote it', () => {
    let state = open(paragraphs({ a: 'One', b: 'Two' }));
    state = state.apply(state.tr.insertText(' mine', 4));
    state = show(state, paragraphs({ a: 'One mine', t: 'One theirs', b: 'Two' }));
    undo(state, (change) => (state = state.apply(change)));
    expect(state.doc.textBetween(0, state.doc.content.size, '|')).toBe('One|One theirs|Two');
  });

  it('is nothing where nothing differs', () => {
    const state = open(paragraphs({ a: 'Same' }));
    expect(showDocument(state, documentIn(schema, paragraphs({ a: 'Same' })))).toBeNull();
  });

  it('is there as it is, whatever was there and whatever comes', () => {
    let count = 0;
    const named = arbitraryDocument.map((document) =>
      withBlockIds(document, () => `n${(count += 1) % 7}-${count}`),
    );
    fc.assert(
      fc.property(named, named, fc.array(fc.nat(8)), (left, right, picks) => {
        // Some blocks of the one stand in the other too.
        const mixed = picks.flatMap((pick) => left.content[pick] ?? []);
        const document = withBlockIds(
          { type: 'doc', content: [...right.content, ...mixed] },
          () => `m${(count += 1)}`,
        );
        expect(documentOf(show(open(left), document).doc)).toEqual(document);
      }),
      { numRuns: 150, interruptAfterTimeLimit: 15_000 },
    );
  });
});
