import { t } from '@lingui/core/macro';
import { Extension, type Editor } from '@tiptap/core';
import { DOMParser, Fragment, Slice, type ParseOptions } from '@tiptap/pm/model';
import { Plugin } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import { embedPlayer } from '../../../../../model/rich-text/embeds.ts';
import { isRecord } from '../../../../../model/text-rules.ts';
import { showToast } from '../../../ui/toast.ts';
import { insertEmbed } from '../commands/make-parts.ts';
import { setLink } from '../links/link-commands.ts';
import { addressTyped } from '../links/link-target.ts';
import { cleanPasted, type PastedPictures } from './clean-pasted.ts';
import { insertWithPictures, receiveFiles, sayWhatWasLost } from './receive-files.ts';
import { looksLikeMarkdown } from './looks-like-markdown.ts';
import { readPastedHtml } from './read-html.ts';

/** Brings in what is pasted and dropped: from word processors, as Markdown, as an address, as files. */
export const Paste = Extension.create({
  name: 'pasting',
  addProseMirrorPlugins() {
    const { editor } = this;
    const parser = new CleaningParser(editor.schema, DOMParser.fromSchema(editor.schema).rules);
    return [
      new Plugin({
        props: {
          clipboardParser: parser,
          // Read here, since the policy of the page lets ProseMirror read nothing itself.
          transformPastedHTML: (html) => parser.read(html),
          handlePaste: (view, event, slice) =>
            paste(editor, { view, event, slice, pictures: parser.takePictures() }),
          handleDrop: (...[view, event, slice, isMoved]) => {
            const pictures = parser.takePictures();
            return !isMoved && drop(editor, { view, event, slice, pictures });
          },
        },
      }),
    ];
  },
});

/** Reads what others have written as one of our documents. */
export class CleaningParser extends DOMParser {
  #pictures: PastedPictures = NO_PICTURES;

  #read: HTMLElement | null = null;

  /** Keeps what is pasted until it is asked for, and leaves nothing of it to be read by others. */
  read(html: string): string {
    this.#read = readPastedHtml(html);
    return '';
  }

  override parseSlice(empty: Node, options?: ParseOptions): Slice {
    const dom = this.#read;
    this.#read = null;
    if (dom === null) return super.parseSlice(empty, options);
    this.#pictures = cleanPasted(dom);
    const { content } = super.parseSlice(dom, options);
    return Slice.maxOpen(content, true);
  }

  /** Those of what was read last. */
  takePictures(): PastedPictures {
    const pictures = this.#pictures;
    this.#pictures = NO_PICTURES;
    return pictures;
  }
}

const NO_PICTURES: PastedPictures = { files: [], dropped: 0, parted: 0 };

type Pasted = { view: EditorView; event: ClipboardEvent; slice: Slice; pictures: PastedPictures };

function paste(editor: Editor, { event, pictures, slice, view }: Pasted): boolean {
  const data = event.clipboardData;
  if (data === null || view.state.selection.$from.parent.type.spec.code === true) return false;
  const html = data.getData('text/html');
  const text = data.getData('text/plain').trim();
  const files = [...data.files];
  // Word puts a picture of the text beside the text.
  if (files.length > 0 && text === '') return receiveFiles(editor, files, view.state.selection.from);
  // By now ProseMirror has read it as what it is asked for.
  if (isAskedForPlain(view)) return false;
  const address = /^\S+$/.test(text) && /^https?:/i.test(text) ? addressTyped(text) : null;
  if (address !== null && pasteAddress(editor, address)) return true;
  if (html === '' || data.types.includes('vscode-editor-data')) return pasteText(editor, text);
  return bring(editor, { slice, pictures });
}

/** False where there is nothing but text, which ProseMirror brings in. */
function bring(editor: Editor, { pictures, slice }: Pick<Pasted, 'slice' | 'pictures'>): boolean {
  const hasPictures = pictures.files.length > 0 || pictures.dropped > 0;
  if (hasPictures) insertWithPictures(editor, slice, pictures);
  sayWhatWasLost(pictures);
  return hasPictures;
}

/** With Shift held: the text, whatever it looks like. ProseMirror knows it from the key, and gives the event nothing of it. */
function isAskedForPlain(view: EditorView): boolean {
  const input: unknown = Reflect.get(view, 'input');
  return isRecord(input) && input['shiftKey'] === true && input['lastKeyCode'] !== INSERT;
}

/** Shift and Insert is the other way to paste. */
const INSERT = 45;

/** A player where it stands alone, else a link; of what is selected, if anything is. */
function pasteAddress(editor: Editor, address: string): boolean {
  const { empty, $from } = editor.state.selection;
  const isAlone = empty && $from.parent.type.name === 'paragraph' && $from.parent.content.size === 0;
  if (isAlone && embedPlayer(address) !== null) insertEmbed(editor, address);
  else setLink(editor, { href: address, entryId: null, anchor: null }, address);
  return true;
}

function pasteText(editor: Editor, text: string): boolean {
  if (!looksLikeMarkdown(text)) return false;
  import('./insert-markdown.ts').then(
    ({ insertMarkdown }) => insertMarkdown(editor, text),
    () => insertAsItIs(editor, text),
  );
  return true;
}

/** What was pasted is there in any case: the browser has given it away by now. */
function insertAsItIs(editor: Editor, text: string): void {
  if (editor.isDestroyed) return;
  const { schema, state, view } = editor;
  const lines = text.split(/\r?\n|\r/).filter((line) => line.trim() !== '');
  const paragraphs = lines.map((line) => schema.node('paragraph', null, schema.text(line)));
  const change = state.tr.replaceSelection(new Slice(Fragment.from(paragraphs), 1, 1));
  view.dispatch(change.scrollIntoView().setMeta('paste', true));
  showToast({
    kind: 'problem',
    text: t`What reads Markdown could not be loaded: the text was pasted as it is. Undo, and paste it again once there is a connection.`,
  });
}

type Dropped = { view: EditorView; event: DragEvent; slice: Slice; pictures: PastedPictures };

function drop(editor: Editor, { event, pictures, slice, view }: Dropped): boolean {
  const at = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos ?? view.state.selection.from;
  const files = [...(event.dataTransfer?.files ?? [])];
  if (files.length > 0) return receiveFiles(editor, files, at);
  if (pictures.files.length > 0 || pictures.dropped > 0) editor.commands.setTextSelection(at);
  return bring(editor, { slice, pictures });
}
