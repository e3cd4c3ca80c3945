import { t } from '@lingui/core/macro';
import { Extension, type Editor } from '@tiptap/core';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import type { Media } from '../../../../../model/api/media.ts';
import { api } from '../../../api/api.ts';
import { queryClient } from '../../../api/query-client.ts';
import type { PastedPicture } from '../paste/clean-pasted.ts';
import { setOnItsWay } from './on-their-way.ts';
import type { UploadOutcome, UploadProgress } from '../../../media/upload.ts';

const loadUpload = () => import('../../../media/upload.ts');

const KEY = new PluginKey<DecorationSet>('uploads');

/** Of one picture, what is shown of it until it is there. */
type Upload = { name: string; sentShare: number; isWaiting: boolean; cancel: () => void };

type Change = { add?: { upload: Upload; at: number }; remove?: Upload };

/** Pictures that are on their way: each has a place in the text, which moves along with what is written around it. */
export const Uploads = Extension.create({
  name: 'uploads',
  addProseMirrorPlugins: () => [
    new Plugin<DecorationSet>({
      key: KEY,
      state: {
        init: () => DecorationSet.empty,
        apply: (transaction, before) => {
          const change = transaction.getMeta(KEY) as Change | undefined;
          const moved = before.map(transaction.mapping, transaction.doc);
          if (change?.add !== undefined) {
            const { at, upload } = change.add;
            return moved.add(transaction.doc, [
              Decoration.widget(at, () => draw(upload), { id: upload, side: -1, stopEvent: () => true }),
            ]);
          }
          return change?.remove === undefined ? moved : moved.remove(placesOf(moved, change.remove));
        },
      },
      props: {
        decorations: (state) => KEY.getState(state),
        // Whoever writes may put pictures in, and be without a network by then.
        handleDOMEvents: { focus: () => void loadUpload().catch(() => {}) },
      },
    }),
  ],
});

function placesOf(set: DecorationSet, id: Upload): Decoration[] {
  return set.find(undefined, undefined, (spec) => spec['id'] === id);
}

/** As they are drawn now; the editor may draw one anew. */
const DRAWN = new WeakMap<Upload, { bar: HTMLProgressElement; said: HTMLElement }>();

function draw(upload: Upload): HTMLElement {
  const element = document.createElement('div');
  element.className = 'upload';
  const label = document.createElement('span');
  label.textContent = upload.name;
  const bar = document.createElement('progress');
  bar.setAttribute('aria-label', upload.name);
  const said = document.createElement('span');
  said.setAttribute('role', 'status');
  const cancel = document.createElement('button');
  cancel.type = 'button';
  cancel.className = 'button quiet';
  cancel.textContent = t`Cancel`;
  cancel.addEventListener('click', upload.cancel);
  DRAWN.set(upload, { bar, said });
  element.append(bar, label, said, cancel);
  drawChange(upload);
  return element;
}

function drawChange(upload: Upload): void {
  const drawn = DRAWN.get(upload);
  if (drawn === undefined) return;
  drawn.bar.value = upload.sentShare;
  drawn.said.textContent = upload.isWaiting
    ? t`The server does not answer. It goes on by itself; leave this window open until then.`
    : '';
}

/** Puts pictures where they were dropped or pasted, as soon as they are there. Returns why some of them are not. */
export async function uploadInto(
  editor: Editor,
  pictures: readonly PastedPicture[],
  at: number,
): Promise<string[]> {
  const refusals = await Promise.all(pictures.map(async (picture) => await uploadOne(editor, picture, at)));
  return refusals.filter((message) => message !== null);
}

async function uploadOne(editor: Editor, { alt, file }: PastedPicture, at: number): Promise<string | null> {
  const { name } = file;
  const abort = new AbortController();
  const cancel = (): void => {
    abort.abort();
    tellEditor(editor, { remove: upload });
    editor.commands.focus();
  };
  const upload: Upload = { name, sentShare: 0, isWaiting: false, cancel };
  // A text that is closed waits for nothing more: before that, somebody was asked.
  const arrived = (): void => setOnItsWay(upload, false);
  tellEditor(editor, { add: { upload, at } });
  setOnItsWay(upload, true);
  editor.on('destroy', arrived);
  const outcome = await send({ file, signal: abort.signal, upload });
  editor.off('destroy', arrived);
  arrived();
  if (outcome?.kind === 'done') {
    void describe(outcome.media, alt);
    return put(editor, upload, { mediaId: outcome.media.id, alt: alt === '' ? null : alt })
      ? null
      : t`“${name}” is in the media library, and not in the text: its place was gone before it was there.`;
  }
  tellEditor(editor, { remove: upload });
  return outcome?.kind === 'refused' ? `${name}: ${outcome.message}` : null;
}

function tellEditor(editor: Editor, changed: Change): void {
  if (!editor.isDestroyed) editor.view.dispatch(editor.state.tr.setMeta(KEY, changed));
}

/** False where its place has been deleted meanwhile, or the text closed. */
function put(editor: Editor, upload: Upload, image: { mediaId: string; alt: string | null }): boolean {
  if (editor.isDestroyed) return false;
  const { schema, state, view } = editor;
  const [place] = placesOf(KEY.getState(state) ?? DecorationSet.empty, upload);
  if (place === undefined) return false;
  const changed = state.tr.setMeta(KEY, { remove: upload } satisfies Change);
  view.dispatch(changed.insert(place.from, schema.node('image', image)));
  return true;
}

/** Wherever else the picture is shown, unless somebody has said already what it shows. The text has the words in any case. */
async function describe({ alt: known, focal, id }: Media, alt: string): Promise<void> {
  if (alt === '' || known.trim() !== '') return;
  try {
    await api.changeMedia({ id, body: { alt, focal } });
    await queryClient.invalidateQueries({ queryKey: ['media'] });
  } catch {
    // Not everybody may change a file that was there before.
  }
}

type Sending = { file: File; signal: AbortSignal; upload: Upload };

async function send({ file, signal, upload }: Sending): Promise<UploadOutcome | undefined> {
  const tell = (told: Pick<Upload, 'isWaiting'> & Partial<Upload>): void => {
    Object.assign(upload, told);
    drawChange(upload);
  };
  const onProgress = ({ sentBytes, state }: UploadProgress): void =>
    tell({ isWaiting: state === 'unreachable', sentShare: file.size === 0 ? 0 : sentBytes / file.size });
  while (!signal.aborted) {
    try {
      const { uploadFiles } = await loadUpload();
      return (await uploadFiles([file], { onProgress, signal }))[0];
    } catch {
      // What sends it could not be loaded.
      tell({ isWaiting: true });
      await new Promise((resolve) => setTimeout(resolve, LOAD_AGAIN_MS));
    }
  }
  return undefined;
}

const LOAD_AGAIN_MS = 3_000;
