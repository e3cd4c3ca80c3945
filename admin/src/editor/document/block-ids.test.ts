import { getSchema } from '@tiptap/core';
import { splitBlock } from '@tiptap/pm/commands';
import { Fragment, Slice } from '@tiptap/pm/model';
import { EditorState, TextSelection } from '@tiptap/pm/state';
import { describe, expect, it } from 'vitest';
import { blockIdsPlugin } from './block-ids.ts';
import { documentIn } from './document-json.ts';
import { SCHEMA_EXTENSIONS } from './extensions.ts';

const schema = getSchema([...SCHEMA_EXTENSIONS]);

function stateOf(...texts: string[]): EditorState {
  const content = texts.map((text, index) => ({
    type: 'paragraph',
    attrs: { id: `p${index}` },
    content: text === '' ? [] : [{ type: 'text', text }],
  }));
  return EditorState.create({
    doc: documentIn(schema, { type: 'doc', content }),
    plugins: [blockIdsPlugin()],
  });
}

function idsOf({ doc }: EditorState): unknown[] {
  return doc.children.map(({ attrs }) => attrs['id'] as unknown);
}

function after(state: EditorState, at: number): EditorState {
  let result = state.apply(state.tr.setSelection(TextSelection.create(state.doc, at)));
  splitBlock(result, (change) => (result = result.apply(change)));
  return result;
}

describe('the ids of blocks', () => {
  it('stay when somebody types', () => {
    const state = stateOf('One', 'Two');
    expect(idsOf(state.apply(state.tr.insertText('x', 2)))).toEqual(['p0', 'p1']);
  });

  it('stay with what is said when a block is split', () => {
    const [first, second, third] = idsOf(after(stateOf('One', 'Two'), 4));
    expect([first, third]).toEqual(['p0', 'p1']);
    expect(second).toMatch(/^[\w-]{12}$/);
    expect(idsOf(after(stateOf('One'), 1))[1]).toBe('p0');
  });

  it('stay with a text that becomes one of another kind', () => {
    const state = stateOf('One', 'Two');
    const change = state.tr.setBlockType(6, 6, schema.nodes['heading'] ?? state.doc.type, { level: 2 });
    expect(idsOf(state.apply(change))).toEqual(['p0', 'p1']);
  });

  it('are given to blocks that have none', () => {
    const state = stateOf('One');
    const made = state.apply(state.tr.insert(0, schema.nodes['horizontalRule']?.create() ?? []));
    expect(idsOf(made)[0]).toMatch(/^[\w-]{12}$/);
    expect(idsOf(made)[1]).toBe('p0');
  });

  it('stay with the block that had them, wherever a copy of it is put', () => {
    const state = stateOf('One', 'Two');
    const copy = state.doc.firstChild ?? state.doc;
    const before = state.apply(state.tr.insert(0, copy.copy(Fragment.from(schema.text('Other')))));
    expect(idsOf(before).slice(1)).toEqual(['p0', 'p1']);
    const all = state.apply(state.tr.replace(0, 0, new Slice(state.doc.content, 0, 0)));
    expect(new Set(idsOf(all)).size).toBe(4);
  });

  it('go along when a block is moved', () => {
    const state = stateOf('One', 'Two', 'Three');
    const block = state.doc.child(2);
    const change = state.tr.delete(10, 17).insert(0, block);
    expect(idsOf(state.apply(change))).toEqual(['p2', 'p0', 'p1']);
  });

  it('refuses a depth that no document may have', () => {
    const state = stateOf('One');
    const nest = (depth: number) => {
      let node = state.doc.child(0);
      for (let level = 0; level < depth; level += 1)
        node = schema.nodes['blockquote']?.create(null, node) ?? node;
      return node;
    };
    const put = (depth: number) =>
      state.apply(state.tr.replaceWith(0, state.doc.content.size, nest(depth))).doc;
    expect(put(20).eq(state.doc)).toBe(false);
    expect(put(21).eq(state.doc)).toBe(true);
  });
});
