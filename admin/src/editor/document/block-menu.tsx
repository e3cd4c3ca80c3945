import { useLingui } from '@lingui/react/macro';
import type { Editor } from '@tiptap/core';
import { Fragment } from '@tiptap/pm/model';
import { NodeSelection, Selection, TextSelection } from '@tiptap/pm/state';
import { ArrowDown, ArrowUp, Copy, Link, Trash2 } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { Menu, MenuItem, Popover, Separator } from 'react-aria-components';
import { headingAnchors } from '../../../../model/rich-text/heading-anchors.ts';
import { usePublicAddress } from '../../app/use-public-address.ts';
import { showToast } from '../../ui/toast.ts';
import { useEditor } from '../use-editor.ts';
import { useTextKinds } from './block-kinds.tsx';
import { moveBlock } from './commands/move-block.ts';
import { toggleBlock } from './commands/turn-into.ts';
import { documentOf } from './document-json.ts';
import '../../ui/menu.css';

export type BlockMenuProps = {
  editor: Editor;
  at: number;
  anchor: RefObject<HTMLElement | null>;
  onClose: () => void;
};

/** What can be done with a whole block. */
export function BlockMenu({ anchor, at, editor, onClose }: BlockMenuProps): ReactNode {
  const { t } = useLingui();
  const { entry } = useEditor();
  const publicAddress = usePublicAddress();
  const kinds = useTextKinds();
  const node = editor.state.doc.nodeAt(at);
  if (node === null) return null;
  const act: Record<string, () => void> = {
    up: () => void moveBlock(editor, 'up'),
    down: () => void moveBlock(editor, 'down'),
    copy: () => duplicate(editor, at),
    anchor: () =>
      void copyAnchor(anchorOf(editor, at), publicAddress(entry.livePath ?? entry.path ?? '/')).then(() =>
        showToast({ kind: 'done', text: t`The link is copied.` }),
      ),
    remove: () => remove(editor, at),
  };
  const run = (key: string): void => {
    const kind = kinds.find(({ id }) => id === key);
    if (kind?.text !== undefined) {
      selectText(editor, at);
      toggleBlock(editor, kind.text);
    } else act[key]?.();
    onClose();
    editor.view.focus();
  };
  const isText = !node.isAtom && node.type.name !== 'table';
  return (
    <Popover
      className="menu-popover"
      aria-label={t`This block`}
      triggerRef={anchor}
      isOpen
      onOpenChange={onClose}
      placement="bottom start"
    >
      <Menu
        className="menu"
        aria-label={t`This block`}
        autoFocus="first"
        onAction={(key) => run(String(key))}
        onClose={onClose}
      >
        {choice('up', t`Move up`, <ArrowUp aria-hidden="true" />)}
        {choice('down', t`Move down`, <ArrowDown aria-hidden="true" />)}
        {choice('copy', t`Duplicate`, <Copy aria-hidden="true" />)}
        {node.type.name === 'heading' && choice('anchor', t`Copy a link to it`, <Link aria-hidden="true" />)}
        {choice('remove', t`Delete`, <Trash2 aria-hidden="true" />)}
        {isText && <Separator className="menu-line" />}
        {isText && kinds.map(({ Icon, id, label }) => choice(id, label, <Icon aria-hidden="true" />))}
      </Menu>
    </Popover>
  );
}

/** One of what can be done. */
function choice(id: string, label: string, icon: ReactNode): ReactNode {
  return (
    <MenuItem
      key={id}
      id={id}
      textValue={label}
      className={`menu-item ${id === 'remove' ? 'dangerous' : ''}`}
    >
      {icon}
      {label}
    </MenuItem>
  );
}

function selectText({ state, view }: Editor, at: number): void {
  const node = state.doc.nodeAt(at);
  if (node === null) return;
  const [start, end] = [state.doc.resolve(at + 1), state.doc.resolve(at + node.nodeSize - 1)];
  view.dispatch(state.tr.setSelection(TextSelection.between(start, end)));
}

function duplicate({ state, view }: Editor, at: number): void {
  const node = state.doc.nodeAt(at);
  if (node === null) return;
  const behind = at + node.nodeSize;
  const copy = node.type.create({ ...node.attrs, id: null }, node.content);
  const change = state.tr.insert(behind, Fragment.from(copy));
  view.dispatch(change.setSelection(NodeSelection.create(change.doc, behind)).scrollIntoView());
}

function remove({ schema, state, view }: Editor, at: number): void {
  const node = state.doc.nodeAt(at);
  if (node === null) return;
  const change = state.tr;
  if (state.doc.childCount === 1) change.replaceWith(at, at + node.nodeSize, schema.node('paragraph'));
  else change.delete(at, at + node.nodeSize);
  view.dispatch(
    change.setSelection(Selection.near(change.doc.resolve(Math.min(at, change.doc.content.size)))),
  );
}

function anchorOf({ state: { doc } }: Editor, at: number): string {
  const written = documentOf(doc);
  const heading = written.content[doc.resolve(at).index(0)];
  return (heading && headingAnchors(written).get(heading)) ?? '';
}

async function copyAnchor(anchor: string, address: string): Promise<void> {
  await navigator.clipboard.writeText(`${address}#${encodeURIComponent(anchor)}`);
}
