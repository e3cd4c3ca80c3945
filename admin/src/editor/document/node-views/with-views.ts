import type { AnyExtension, Node } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import type { ComponentType } from 'react';
import { NODES } from '../schema/blocks.ts';
import { ButtonView } from './button-view.tsx';
import { CalloutView } from './callout-view.tsx';
import { CodeView } from './code-view.tsx';
import { EmbedView } from './embed-view.tsx';
import { FootnoteView } from './footnote-view.tsx';
import { GalleryView } from './gallery-view.tsx';
import { ImageView } from './image-view.tsx';
import { RawHtmlView } from './raw-html-view.tsx';
import { drawnBy, type PartProps } from './react-view.ts';
import { TaskView } from './task-view.tsx';

type View = {
  Component: ComponentType<PartProps>;
  tag: string;
  contentTag?: string;
  classOf: (node: ProseMirrorNode) => string;
};

const VIEWS: Readonly<Record<string, View>> = {
  image: {
    Component: ImageView,
    tag: 'figure',
    classOf: ({ attrs }) => `part image${attrs['width'] === null ? '' : ` image-${String(attrs['width'])}`}`,
  },
  gallery: { Component: GalleryView, tag: 'figure', classOf: () => 'part gallery' },
  embed: { Component: EmbedView, tag: 'figure', classOf: () => 'part embed' },
  button: { Component: ButtonView, tag: 'div', classOf: () => 'part button-part' },
  rawHtml: { Component: RawHtmlView, tag: 'div', classOf: () => 'part raw-html' },
  footnote: { Component: FootnoteView, tag: 'span', classOf: () => 'footnote' },
  callout: {
    Component: CalloutView,
    tag: 'div',
    contentTag: 'div',
    classOf: ({ attrs }) => `callout callout-${String(attrs['kind'])}`,
  },
  codeBlock: { Component: CodeView, tag: 'div', contentTag: 'pre', classOf: () => 'code-block' },
  taskItem: {
    Component: TaskView,
    tag: 'li',
    contentTag: 'div',
    classOf: ({ attrs }) => `task-item${attrs['checked'] === true ? ' is-done' : ''}`,
  },
};

/** The nodes of the schema, with what draws them while they are written. */
export const NODES_WITH_VIEWS: readonly AnyExtension[] = NODES.map(withView);

function withView(node: Node): Node {
  const view = VIEWS[node.name];
  if (view === undefined) return node;
  const { Component, ...shape } = view;
  return node.extend({ addNodeView: drawnBy(Component, shape) });
}
