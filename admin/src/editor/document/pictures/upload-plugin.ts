import { t } from '@lingui/core/macro';
import { Extension, type Editor } from '@tiptap/core';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import type { UploadOutcome, UploadProgress } from '../../../media/upload.ts';

const loadUpload = () => import('../../../media/upload.ts');

const KEY = new PluginKey<DecorationSet>('uploads');

type Change = { add?: { id: object; at: number; name: string }; remove?: object };

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
            const { at, id, name } = change.add;
            return moved.add(transaction.doc, [
              Decoration.widget(at, () => drawProgress(id, name), { id, side: -1 }),
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

function placesOf(set: DecorationSet, id: object): Decoration[] {
  return set.find(undefined, undefined, (spec) => spec['id'] === id);
}

const BARS = new WeakMap<object, HTMLProgressElement>();

function drawProgress(id: object, name: string): HTMLElement {
  const element = document.createElement('div');
  element.className = 'upload';
  const label = document.createElement('span');
  label.textContent = name;
  const bar = document.createElement('progress');
  bar.setAttribute('aria-label', name);
  BARS.set(id, bar);
  element.append(bar, label);
  return element;
}

/** Puts pictures where they were dropped or pasted, as soon as they are there. Returns why some of them are not. */
export async function uploadInto(editor: Editor, files: readonly File[], at: number): Promise<string[]> {
  const ids = files.map((file) => {
    const id = {};
    editor.view.dispatch(editor.state.tr.setMeta(KEY, { add: { id, at, name: file.name } } satisfies Change));
    return id;
  });
  const refusals = await Promise.all(
    files.map(async (file, index) => await uploadOne(editor, file, ids[index] ?? {})),
  );
  return refusals.filter((message) => message !== null);
}

async function uploadOne(editor: Editor, file: File, id: object): Promise<string | null> {
  const outcome = await send(file, ({ sentBytes }) => {
    const bar = BARS.get(id);
    if (bar !== undefined) bar.value = file.size === 0 ? 0 : sentBytes / file.size;
  });
  if (outcome?.kind === 'done') {
    put(editor, id, outcome.media.id);
    return null;
  }
  if (!editor.isDestroyed)
    editor.view.dispatch(editor.state.tr.setMeta(KEY, { remove: id } satisfies Change));
  return outcome?.kind === 'refused' ? `${file.name}: ${outcome.message}` : null;
}

function put(editor: Editor, id: object, mediaId: string): void {
  if (editor.isDestroyed) return;
  const { schema, state, view } = editor;
  const change = state.tr.setMeta(KEY, { remove: id } satisfies Change);
  const [place] = placesOf(KEY.getState(state) ?? DecorationSet.empty, id);
  // Where it was to be may have been deleted meanwhile.
  if (place !== undefined) change.insert(place.from, schema.node('image', { mediaId }));
  view.dispatch(change);
}

async function send(
  file: File,
  onProgress: (progress: UploadProgress) => void,
): Promise<UploadOutcome | undefined> {
  try {
    const { uploadFiles } = await loadUpload();
    return (await uploadFiles([file], { onProgress }))[0];
  } catch {
    const message = t`This could not be loaded. Check the connection, and try again.`;
    return { kind: 'refused', file, message };
  }
}
