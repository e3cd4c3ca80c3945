import { useLingui } from '@lingui/react/macro';
import type { Editor } from '@tiptap/core';
import { toggleMark } from '@tiptap/pm/commands';
import { keymap } from '@tiptap/pm/keymap';
import { DOMParser, type Node as ProseMirrorNode, type Schema } from '@tiptap/pm/model';
import { EditorState, NodeSelection, TextSelection } from '@tiptap/pm/state';
import { StepMap } from '@tiptap/pm/transform';
import { EditorView } from '@tiptap/pm/view';
import { redo, undo } from '@tiptap/pm/history';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { ask } from '../ask.ts';
import { soughtIn } from '../find/find-in.ts';
import { findingOf, foundInNote } from '../find/find-plugin.ts';
import type { Written } from '../links/link-commands.ts';
import { LinkWindow } from '../links/link-window.tsx';
import { CleaningParser } from '../paste/paste-plugin.ts';
import { shownRange } from '../shown-range.ts';
import { useEditorState } from '../use-editor-state.ts';
import type { PartProps } from './react-view.ts';

/** The number of a footnote, and where it is written once it is selected. Enter goes into it, Escape back. */
export function FootnoteView(part: PartProps): ReactNode {
  const { t } = useLingui();
  const { editor, isSelected, node, place } = part;
  const text = node.textContent;
  const select = (): void => {
    const at = place();
    if (at !== undefined) editor.chain().focus().setNodeSelection(at).run();
  };
  return (
    <>
      <button type="button" className="footnote-number" aria-label={t`Footnote: ${text}`} onClick={select} />
      {isSelected && <FootnoteText {...part} label={t`Text of the footnote`} />}
    </>
  );
}

function FootnoteText({ editor, label, node, place }: PartProps & { label: string }): ReactNode {
  const host = useRef<HTMLSpanElement>(null);
  const inner = useRef<EditorView>(null);
  const [linking, setLinking] = useState<Written | null>(null);
  const latest = useRef({ node, place });
  useEffect(() => {
    if (host.current === null) return undefined;
    const parser = new CleaningParser(editor.schema, DOMParser.fromSchema(editor.schema).rules);
    const view = new EditorView(host.current, {
      // As in the text around it; no picture stands in a note.
      clipboardParser: parser,
      transformPastedHTML: (html) => parser.read(html),
      handlePaste: () => {
        parser.takePictures();
        return false;
      },
      state: EditorState.create({
        doc: latest.current.node,
        plugins: [
          keymap({
            ...keysOf(editor, latest.current),
            'Mod-k': () => {
              setLinking(writtenIn(view));
              return true;
            },
          }),
          shownRange(),
        ],
      }),
      attributes: { role: 'textbox', 'aria-label': label, class: 'footnote-text' },
      editable: () => editor.isEditable,
      dispatchTransaction(change) {
        const { state, transactions } = view.state.applyTransaction(change);
        view.updateState(state);
        if (change.getMeta(FROM_OUTSIDE) !== true) pass(editor, latest.current.place(), transactions);
      },
    });
    inner.current = view;
    if (latest.current.node.content.size === 0) view.focus();
    const onEnter = (event: KeyboardEvent): void => {
      if (event.key !== 'Enter' || event.target !== editor.view.dom) return;
      event.preventDefault();
      event.stopPropagation();
      view.focus();
    };
    editor.view.dom.addEventListener('keydown', onEnter, { capture: true });
    return () => {
      editor.view.dom.removeEventListener('keydown', onEnter, { capture: true });
      inner.current = null;
      view.destroy();
    };
  }, [editor, label]);
  useEffect(() => {
    latest.current = { node, place };
    if (inner.current === null) return;
    follow(inner.current, node);
    inner.current.setProps({ decorations: () => foundInNote(editor, place() ?? 0) });
  });
  // What is looked for in the document is shown here, too.
  useEditorState(editor, findingOf);
  const close = (): void => {
    setLinking(null);
    inner.current?.focus();
  };
  return (
    <>
      <span ref={host} className="footnote-window" />
      {linking !== null && <LinkWindow written={linking} onClose={close} />}
    </>
  );
}

function writtenIn(view: EditorView): Written {
  return {
    view,
    schema: view.state.schema,
    get state() {
      return view.state;
    },
  };
}

const FROM_OUTSIDE = 'fromOutside';

/** What is typed in it is typed in the document. */
function pass(
  editor: Editor,
  at: number | undefined,
  transactions: readonly { steps: readonly Step[] }[],
): void {
  if (at === undefined) return;
  const { tr } = editor.state;
  const offset = StepMap.offset(at + 1);
  for (const { steps } of transactions) {
    for (const step of steps) {
      const moved = step.map(offset);
      if (moved !== null) tr.step(moved);
    }
  }
  if (tr.docChanged) editor.view.dispatch(tr);
}

type Step = EditorState['tr']['steps'][number];

/** What has become of it outside, such as by an undo. */
function follow(view: EditorView, node: ProseMirrorNode): void {
  const { doc, tr } = view.state;
  const start = node.content.findDiffStart(doc.content);
  const ends = node.content.findDiffEnd(doc.content);
  if (start === null || ends === null) return;
  const overlap = Math.max(0, start - Math.min(ends.a, ends.b));
  tr.replace(start, ends.b + overlap, node.slice(start, ends.a + overlap));
  view.dispatch(tr.setMeta(FROM_OUTSIDE, true));
}

type Latest = { place: PartProps['place'] };

function keysOf(editor: Editor, latest: Latest): Parameters<typeof keymap>[0] {
  const { marks } = editor.schema;
  const leave = (way: 'select' | 'behind') => (): boolean => {
    const at = latest.place();
    if (at === undefined) return false;
    const { doc, tr } = editor.state;
    const behind = at + (doc.nodeAt(at)?.nodeSize ?? 0);
    tr.setSelection(way === 'select' ? NodeSelection.create(doc, at) : TextSelection.create(doc, behind));
    editor.view.dispatch(tr);
    editor.view.focus();
    return true;
  };
  return {
    ...markKeys(marks),
    'Mod-f': ({ doc, selection }) => ask(editor, { kind: 'find', text: soughtIn(doc, selection) }),
    'Mod-z': () => undo(editor.state, editor.view.dispatch),
    'Mod-Shift-z': () => redo(editor.state, editor.view.dispatch),
    'Mod-y': () => redo(editor.state, editor.view.dispatch),
    'Shift-Enter': ({ schema, tr }, dispatch) => {
      const line = schema.nodes['hardBreak']?.create();
      if (line !== undefined) dispatch?.(tr.replaceSelectionWith(line));
      return true;
    },
    Enter: leave('behind'),
    Escape: leave('behind'),
  };
}

function markKeys(marks: Schema['marks']): Parameters<typeof keymap>[0] {
  const keys = { 'Mod-b': 'bold', 'Mod-i': 'italic', 'Mod-e': 'code', 'Mod-Shift-s': 'strike' };
  return Object.fromEntries(
    Object.entries(keys).flatMap(([key, name]) =>
      marks[name] === undefined ? [] : [[key, toggleMark(marks[name])] as const],
    ),
  );
}
