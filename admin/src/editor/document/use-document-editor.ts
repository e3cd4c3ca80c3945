import { Editor } from '@tiptap/core';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import type { ContentStore } from '../content-store.ts';
import type { Place } from '../place.ts';
import { useEditor } from '../use-editor.ts';
import { documentIn, documentOf, isEmptyDocument } from './document-json.ts';
import { ALL_EXTENSIONS } from './all-extensions.ts';
import { FROM_ELSEWHERE, showDocument } from './show-document.ts';

type Settings = { place: Place; isReadOnly: boolean; attributes: Record<string, string> };

type Opened = {
  /** Null until it is there. */
  editor: Editor | null;
  /** It cannot be shown without losing something of it. */
  isUnknown: boolean;
};

/** An editor for the value at a place: what is typed is written there before anybody reads it, and what comes from elsewhere is shown. */
export function useDocumentEditor(host: RefObject<HTMLElement | null>, settings: Settings): Opened {
  const { store } = useEditor().desk;
  const { isReadOnly } = settings;
  const [opened, setOpened] = useState<Opened>({ editor: null, isUnknown: false });
  const latest = useRef(settings);
  const binding = useRef<Binding>(null);
  useLayoutEffect(() => {
    latest.current = settings;
    binding.current?.look();
  });
  useEffect(() => {
    if (host.current === null) return undefined;
    const bound = bind({
      store,
      host: host.current,
      attributes: latest.current.attributes,
      isReadOnly,
      place: () => latest.current.place,
      onUnknown: () => setOpened({ editor: null, isUnknown: true }),
    });
    binding.current = bound;
    if (bound !== null) setOpened({ editor: bound.editor, isUnknown: false });
    return () => {
      binding.current = null;
      setOpened({ editor: null, isUnknown: false });
      bound?.end();
    };
  }, [host, isReadOnly, store]);
  return opened;
}

type Binding = {
  editor: Editor;
  /** Shows what is at the place, unless it is what has been written from here. */
  look: () => void;
  end: () => void;
};

type Binds = {
  store: ContentStore;
  host: HTMLElement;
  attributes: Record<string, string>;
  isReadOnly: boolean;
  place: () => Place;
  onUnknown: () => void;
};

/** The bars above and below the text cover what is behind them. */
const ROOM = { top: 96, right: 0, bottom: 96, left: 0 };

function bind({ attributes, host, isReadOnly, onUnknown, place, store }: Binds): Binding | null {
  let known = store.get(place());
  const wasNothing = known === undefined;
  const key = {};
  const editor = new Editor({
    element: null,
    // As text it would be read as HTML, which trusted types refuse.
    content: { type: 'doc', content: [{ type: 'paragraph' }] },
    extensions: [...ALL_EXTENSIONS],
    injectCSS: false,
    enablePasteRules: false,
    editable: !isReadOnly,
    editorProps: { attributes, scrollMargin: ROOM, scrollThreshold: ROOM },
  });
  const show = (value: unknown): void => {
    const change = showDocument(editor.state, documentIn(editor.schema, value));
    if (change !== null) editor.view.dispatch(change);
  };
  let isOver = false;
  const end = (): void => {
    isOver = true;
    store.read();
    forget();
    editor.destroy();
  };
  const look = (): void => {
    const value = store.get(place());
    if (isOver || value === known) return;
    known = value;
    try {
      show(value);
    } catch {
      end();
      onUnknown();
    }
  };
  // Before the next key, and after a list that has been sorted has told its items where they are.
  const forget = store.subscribe(() => queueMicrotask(() => queueMicrotask(look)));
  try {
    show(known);
  } catch {
    end();
    onUnknown();
    return null;
  }
  editor.mount(host);
  editor.on('transaction', ({ transaction }) => {
    if (!transaction.docChanged || transaction.getMeta(FROM_ELSEWHERE) === true) return;
    const { doc } = editor.state;
    store.setLater(key, () => {
      // What was nothing and is nothing again has not been changed.
      known = wasNothing && isEmptyDocument(doc) ? undefined : documentOf(doc);
      store.set(place(), known);
    });
  });
  // Whatever is done elsewhere on the screen finds the text as it is.
  editor.on('blur', () => void store.read());
  return { editor, look, end };
}
