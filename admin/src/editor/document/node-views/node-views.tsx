import type { Editor } from '@tiptap/core';
import { Fragment, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { stageOf } from './react-view.ts';

/** Draws those parts of a document that are more than text. */
export function NodeViews({ editor }: { editor: Editor }): ReactNode {
  const stage = stageOf(editor);
  const parts = useSyncExternalStore(
    (onChange) => {
      stage.listeners.add(onChange);
      return () => void stage.listeners.delete(onChange);
    },
    () => stage.parts,
  );
  return parts.map(({ Component, element, key, props }) => (
    <Fragment key={key}>
      {createPortal(
        editor.isEditable ? (
          <Component {...props} />
        ) : (
          <fieldset disabled className="lock">
            <Component {...props} />
          </fieldset>
        ),
        element,
      )}
    </Fragment>
  ));
}
