import { EditorState } from '@tiptap/pm/state';
import { EditorView } from '@tiptap/pm/view';
import { schema } from 'prosemirror-schema-basic';

/** ProseMirror and nothing else. */
const document = schema.nodeFromJSON(await (await fetch('/document.json')).json());
const place = globalThis.document.querySelector('main');
const view = new EditorView(place, { state: EditorState.create({ doc: document }) });
view.dom.setAttribute('role', 'textbox');
view.dom.setAttribute('aria-label', 'Text');
