import { Extension } from '@tiptap/core';
import { Plugin } from '@tiptap/pm/state';
import { isRecord } from '../../../../model/text-rules.ts';

/**
 * For 200 ms after the focus has come, ProseMirror takes a cursor that goes to the start of the text for the browser's doing, and puts it back. A key says that
 * somebody has moved it.
 */
export const KeyAfterFocus = Extension.create({
  name: 'keyAfterFocus',
  addProseMirrorPlugins: () => [
    new Plugin({
      props: {
        handleDOMEvents: {
          keydown: (view) => {
            const input: unknown = Reflect.get(view, 'input');
            if (isRecord(input)) input['lastFocus'] = 0;
            return false;
          },
        },
      },
    }),
  ],
});
