import { useLingui } from '@lingui/react/macro';
import type { Editor } from '@tiptap/core';
import {
  CircleAlert,
  Code,
  Heading2,
  Heading3,
  Heading4,
  Image,
  Images,
  Info,
  Lightbulb,
  Link as LinkIcon,
  List,
  ListOrdered,
  ListTodo,
  Minus,
  MousePointerClick,
  OctagonAlert,
  Pilcrow,
  Quote,
  SquarePlay,
  StickyNote,
  Superscript,
  Table,
  type LucideIcon,
} from 'lucide-react';
import { ask } from './ask.ts';
import {
  insertDivider,
  insertFootnote,
  insertGallery,
  insertPictures,
  insertTable,
} from './commands/make-parts.ts';
import { toggleBlock, type TextKind } from './commands/turn-into.ts';

export type BlockKind = {
  id: string;
  label: string;
  /** By which it is found too. */
  words: string;
  Icon: LucideIcon;
  /** What is typed for it. */
  keys?: string;
  /** It stands within a line. */
  isInline?: true;
  /** A text can become it. */
  text?: TextKind;
  run: (editor: Editor) => void;
};

export function useCalloutKinds(): readonly (readonly [kind: string, label: string])[] {
  const { t } = useLingui();
  return [
    ['note', t`Note`],
    ['info', t`Information`],
    ['tip', t`Tip`],
    ['warning', t`Warning`],
    ['danger', t`Danger`],
  ];
}

const CALLOUT_ICONS: Readonly<Record<string, LucideIcon>> = {
  note: StickyNote,
  info: Info,
  tip: Lightbulb,
  warning: CircleAlert,
  danger: OctagonAlert,
};

/** Every kind of block, in the order in which they are offered. */
export function useBlockKinds(): readonly BlockKind[] {
  return [...useTextKinds(), ...usePartKinds()];
}

export function useTextKinds(): readonly BlockKind[] {
  const { t } = useLingui();
  const callouts = useCalloutKinds();
  return [
    ofText({ id: 'paragraph', label: t`Text`, words: 'paragraph', Icon: Pilcrow }, { type: 'paragraph' }),
    ofText(
      { id: 'heading2', label: t`Heading`, words: 'h2', Icon: Heading2, keys: '##' },
      { type: 'heading', level: 2 },
    ),
    ofText(
      { id: 'heading3', label: t`Subheading`, words: 'h3', Icon: Heading3, keys: '###' },
      { type: 'heading', level: 3 },
    ),
    ofText(
      { id: 'heading4', label: t`Small heading`, words: 'h4', Icon: Heading4, keys: '####' },
      { type: 'heading', level: 4 },
    ),
    ofText(
      { id: 'bulletList', label: t`List`, words: 'bullet ul', Icon: List, keys: '-' },
      { type: 'bulletList' },
    ),
    ofText(
      { id: 'orderedList', label: t`Numbered list`, words: 'ordered ol', Icon: ListOrdered, keys: '1.' },
      { type: 'orderedList' },
    ),
    ofText(
      { id: 'taskList', label: t`Tasks`, words: 'todo checkbox', Icon: ListTodo, keys: '[ ]' },
      { type: 'taskList' },
    ),
    ofText(
      { id: 'blockquote', label: t`Quote`, words: 'blockquote', Icon: Quote, keys: '>' },
      { type: 'blockquote' },
    ),
    ofText({ id: 'codeBlock', label: t`Code`, words: 'pre', Icon: Code, keys: '```' }, { type: 'codeBlock' }),
    ...callouts.map(([kind, name]) =>
      ofText(
        { id: kind, label: t`Callout: ${name}`, words: `callout ${kind}`, Icon: CALLOUT_ICONS[kind] ?? Info },
        { type: 'callout', kind },
      ),
    ),
  ];
}

function ofText(kind: Omit<BlockKind, 'run' | 'text'>, text: TextKind): BlockKind {
  return { ...kind, text, run: (editor) => void toggleBlock(editor, text) };
}

function usePartKinds(): readonly BlockKind[] {
  const { t } = useLingui();
  return [
    {
      id: 'image',
      label: t`Picture`,
      words: 'image photo',
      Icon: Image,
      run: (editor) => void insertPictures(editor),
    },
    {
      id: 'gallery',
      label: t`Gallery`,
      words: 'images',
      Icon: Images,
      run: (editor) => void insertGallery(editor),
    },
    { id: 'table', label: t`Table`, words: 'grid', Icon: Table, run: insertTable },
    {
      id: 'embed',
      label: t`Embed`,
      words: 'video youtube vimeo spotify codepen',
      Icon: SquarePlay,
      run: (editor) => void ask(editor, { kind: 'embed' }),
    },
    {
      id: 'button',
      label: t`Button`,
      words: 'call to action',
      Icon: MousePointerClick,
      run: (editor) => void ask(editor, { kind: 'button' }),
    },
    {
      id: 'footnote',
      label: t`Footnote`,
      words: 'note reference',
      Icon: Superscript,
      isInline: true,
      run: insertFootnote,
    },
    {
      id: 'link',
      label: t`Link`,
      words: 'entry address url',
      Icon: LinkIcon,
      isInline: true,
      run: (editor) => void ask(editor, { kind: 'link' }),
    },
    {
      id: 'horizontalRule',
      label: t`Divider`,
      words: 'hr line rule',
      Icon: Minus,
      keys: '---',
      run: insertDivider,
    },
  ];
}
