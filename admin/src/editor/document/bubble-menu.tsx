import { useLingui } from '@lingui/react/macro';
import { posToDOMRect, type Editor } from '@tiptap/core';
import { TextSelection } from '@tiptap/pm/state';
import {
  Bold,
  Code,
  ExternalLink,
  Heading2,
  Heading3,
  Highlighter,
  Italic,
  Link as LinkIcon,
  Pencil,
  Quote,
  RemoveFormatting,
  Strikethrough,
  Subscript,
  Superscript,
  Unlink,
  type LucideIcon,
} from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { usePublicAddress } from '../../app/use-public-address.ts';
import { entryQuery } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { onWish } from './ask.ts';
import { toggleBlock, type TextKind } from './commands/turn-into.ts';
import { Floating } from './floating.tsx';
import { linkAt, removeLink } from './links/link-commands.ts';
import { LinkLine } from './links/link-line.tsx';
import type { LinkTarget } from './links/link-target.ts';
import { LinkWindow } from './links/link-window.tsx';
import { useEditorState } from './use-editor-state.ts';

type Showing = 'nothing' | 'marks' | 'link';

/** What can be done with the words that are selected, or with the link at the cursor; beside them. Alt+F10 leads into it. */
export function BubbleMenu({ editor }: { editor: Editor }): ReactNode {
  const { t } = useLingui();
  const [isLinking, setLinking] = useState(false);
  const bar = useRef<HTMLDivElement>(null);
  const showing = useShowing(editor, bar);
  const place = useEditorState(editor, ({ state: { selection } }) => `${selection.from}-${selection.to}`);
  useEffect(
    () =>
      onWish(editor, ({ kind }) => {
        if (kind === 'link') setLinking(true);
        if (kind === 'tools') bar.current?.querySelector('button')?.focus();
      }),
    [editor],
  );
  const close = (): void => {
    setLinking(false);
    editor.view.focus();
  };
  const rectOf = (): DOMRect => {
    const { from, to } = editor.state.selection;
    return posToDOMRect(editor.view, from, to);
  };
  if (isLinking) return <LinkWindow written={editor} onClose={close} />;
  if (showing === 'nothing') return null;
  return (
    <Floating key={place} rectOf={rectOf} isAbove>
      <div
        ref={bar}
        className="bubble"
        role="toolbar"
        aria-label={showing === 'marks' ? t`Of the words that are selected` : t`Of the link`}
        // The text keeps the focus: without it the bar is gone before the button is let go.
        onMouseDown={(event) => event.preventDefault()}
        onKeyDown={(event) => onBarKey(event, editor)}
      >
        {showing === 'marks' ? (
          <MarkButtons editor={editor} onLink={() => setLinking(true)} />
        ) : (
          <LinkButtons editor={editor} onChange={() => setLinking(true)} />
        )}
      </div>
    </Floating>
  );
}

/** Not while the mouse is still selecting. */
function useShowing(editor: Editor, bar: { current: HTMLElement | null }): Showing {
  const [isSelecting, setSelecting] = useState(false);
  useEffect(() => {
    const { dom } = editor.view;
    const begin = (): void => setSelecting(true);
    const end = (): void => setSelecting(false);
    dom.addEventListener('mousedown', begin);
    document.addEventListener('mouseup', end);
    document.addEventListener('dragend', end);
    return () => {
      dom.removeEventListener('mousedown', begin);
      document.removeEventListener('mouseup', end);
      document.removeEventListener('dragend', end);
    };
  }, [editor]);
  const showing = useEditorState(editor, () => showingOf(editor, bar.current));
  return isSelecting ? 'nothing' : showing;
}

function showingOf(editor: Editor, bar: HTMLElement | null): Showing {
  const { selection } = editor.state;
  const hasFocus = editor.view.hasFocus() || bar?.contains(document.activeElement) === true;
  if (!hasFocus || !editor.isEditable || !(selection instanceof TextSelection)) return 'nothing';
  if (selection.empty) return linkAt(editor) === null ? 'nothing' : 'link';
  const { doc } = editor.state;
  const isText = doc.textBetween(selection.from, selection.to, ' ', ' ').trim() !== '';
  return isText && selection.$from.parent.type.spec.code !== true ? 'marks' : 'nothing';
}

/** One stop for the Tab key; the arrows go from button to button, and Escape back to the text. */
function onBarKey(event: KeyboardEvent<HTMLElement>, editor: Editor): void {
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const index = buttons.findIndex((button) => button === document.activeElement);
  const next = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (event.key === 'Escape') editor.view.focus();
  else if (next === undefined) return;
  else buttons.at(next % buttons.length)?.focus();
  event.preventDefault();
}

type MarkName = 'bold' | 'italic' | 'code' | 'strike' | 'highlight' | 'subscript' | 'superscript';

function MarkButtons({ editor, onLink }: { editor: Editor; onLink: () => void }): ReactNode {
  const { t } = useLingui();
  const marks: [MarkName, LucideIcon, string][] = [
    ['bold', Bold, t`Bold`],
    ['italic', Italic, t`Italic`],
    ['code', Code, t`Code`],
    ['strike', Strikethrough, t`Struck through`],
    ['highlight', Highlighter, t`Highlighted`],
    ['subscript', Subscript, t`Subscript`],
    ['superscript', Superscript, t`Superscript`],
  ];
  const blocks: [TextKind, LucideIcon, string][] = [
    [{ type: 'heading', level: 2 }, Heading2, t`Heading`],
    [{ type: 'heading', level: 3 }, Heading3, t`Subheading`],
    [{ type: 'blockquote' }, Quote, t`Quote`],
  ];
  return (
    <>
      {blocks.map(([kind, Icon, label]) => {
        const { type, ...attributes } = kind;
        return (
          <Button
            key={label}
            look="quiet"
            label={label}
            aria-pressed={editor.isActive(type, attributes)}
            onClick={() => toggleBlock(editor, kind)}
          >
            <Icon aria-hidden="true" />
          </Button>
        );
      })}
      {marks.map(([name, Icon, label]) => (
        <Button
          key={name}
          look="quiet"
          label={label}
          aria-pressed={editor.isActive(name)}
          onClick={() => editor.chain().focus().toggleMark(name).run()}
        >
          <Icon aria-hidden="true" />
        </Button>
      ))}
      <Button look="quiet" label={t`Link`} aria-pressed={editor.isActive('link')} onClick={onLink}>
        <LinkIcon aria-hidden="true" />
      </Button>
      <Button
        look="quiet"
        label={t`Without any of it`}
        onClick={() => editor.chain().focus().unsetAllMarks().run()}
      >
        <RemoveFormatting aria-hidden="true" />
      </Button>
    </>
  );
}

function LinkButtons({ editor, onChange }: { editor: Editor; onChange: () => void }): ReactNode {
  const { t } = useLingui();
  const client = useQueryClient();
  const publicAddress = usePublicAddress();
  const target = linkAt(editor)?.target;
  if (target === undefined) return null;
  const open = async (): Promise<void> => {
    const address = await addressOf(target, async (id) => (await client.fetchQuery(entryQuery(id))).livePath);
    if (address !== null) window.open(publicAddress(address), '_blank', 'noopener');
  };
  return (
    <>
      <LinkLine {...target} />
      <Button look="quiet" label={t`Open in a new tab`} onClick={() => void open()}>
        <ExternalLink aria-hidden="true" />
      </Button>
      <Button look="quiet" label={t`Lead it elsewhere`} onClick={onChange}>
        <Pencil aria-hidden="true" />
      </Button>
      <Button look="quiet" label={t`Take the link away`} onClick={() => removeLink(editor)}>
        <Unlink aria-hidden="true" />
      </Button>
    </>
  );
}

async function addressOf(
  target: LinkTarget,
  pathOf: (id: string) => Promise<string | null>,
): Promise<string | null> {
  if (typeof target.href === 'string') return target.href;
  if (typeof target.entryId !== 'string') return null;
  const path = await pathOf(target.entryId);
  return path === null
    ? null
    : path + (typeof target.anchor === 'string' ? `#${encodeURIComponent(target.anchor)}` : '');
}
