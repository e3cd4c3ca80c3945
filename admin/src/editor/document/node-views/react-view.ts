import type { Editor, NodeViewRenderer } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import type { NodeView, ViewMutationRecord } from '@tiptap/pm/view';
import type { ComponentType } from 'react';

/** What a component that draws a part of a document is given. */
export type PartProps = {
  editor: Editor;
  node: ProseMirrorNode;
  /** The whole part is selected, and nothing else. */
  isSelected: boolean;
  /** Where it is now; undefined once it is gone. */
  place: () => number | undefined;
};

/** A part that stands in the page, and what draws it there. */
export type DrawnPart = {
  key: number;
  element: HTMLElement;
  Component: ComponentType<PartProps>;
  props: PartProps;
};

/** Those of one editor. The components are drawn by the screen around it, with all that the screen knows. */
type Stage = { parts: readonly DrawnPart[]; listeners: Set<() => void> };

const STAGES = new WeakMap<Editor, Stage>();
let count = 0;

export function stageOf(editor: Editor): Stage {
  const stage = STAGES.get(editor) ?? { parts: [], listeners: new Set() };
  STAGES.set(editor, stage);
  return stage;
}

type Shape = {
  tag: string;
  /** The element that holds what is written in it. Without one, the component draws everything. */
  contentTag?: string;
  /** Classes by what the part is. */
  classOf: (node: ProseMirrorNode) => string;
};

export function drawnBy(Component: ComponentType<PartProps>, shape: Shape): () => NodeViewRenderer {
  return () =>
    ({ editor, getPos, node }) =>
      createView({ Component, shape, props: { editor, node, isSelected: false, place: getPos } });
}

type Making = { Component: ComponentType<PartProps>; shape: Shape; props: PartProps };

function createView({ Component, props, shape }: Making): NodeView {
  const { editor, node } = props;
  const stage = stageOf(editor);
  const dom = document.createElement(shape.tag);
  const element = document.createElement(shape.tag === 'span' ? 'span' : 'div');
  element.className = 'part-controls';
  element.contentEditable = 'false';
  const contentDOM = shape.contentTag === undefined ? null : document.createElement(shape.contentTag);
  dom.append(element, ...(contentDOM === null ? [] : [contentDOM]));
  count += 1;
  const key = count;
  let isThere = true;
  let drawn: DrawnPart = { key, element, Component, props };
  const show = (change: Partial<PartProps>): void => {
    drawn = { ...drawn, props: { ...drawn.props, ...change } };
    dom.className = shape.classOf(drawn.props.node);
    dom.classList.toggle('is-selected', drawn.props.isSelected);
    dom.dataset['id'] = JSON.stringify(drawn.props.node.attrs['id']);
    const others = stage.parts.filter((part) => part.key !== key);
    stage.parts = isThere ? [...others, drawn] : others;
    for (const listener of stage.listeners) listener();
  };
  show({});
  return {
    dom,
    ...(contentDOM === null ? {} : { contentDOM }),
    update: (next) => {
      if (next.type !== node.type) return false;
      if (next !== drawn.props.node) show({ node: next });
      return true;
    },
    selectNode: () => show({ isSelected: true }),
    deselectNode: () => show({ isSelected: false }),
    stopEvent: (event) => isOfControls(event, element),
    ignoreMutation: (mutation) => isOutside(mutation, contentDOM),
    destroy: () => {
      isThere = false;
      show({});
    },
  };
}

const CONTROLS = 'input, textarea, select, button, a, [role="dialog"], [contenteditable="true"]';

/** Typing in a form within the document is no typing in the document. What is dragged is. */
function isOfControls({ target, type }: Event, element: HTMLElement): boolean {
  if (
    !(target instanceof HTMLElement) ||
    !element.contains(target) ||
    type.startsWith('drag') ||
    type === 'drop'
  )
    return false;
  const control = target.closest(CONTROLS);
  // The document itself is editable, too.
  return control !== null && element.contains(control);
}

function isOutside({ target, type }: ViewMutationRecord, contentDOM: HTMLElement | null): boolean {
  if (type === 'selection') return false;
  return contentDOM === null || !contentDOM.contains(target);
}
