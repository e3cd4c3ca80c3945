import { useLingui } from '@lingui/react/macro';
import { useRef } from 'react';
import type { ReactNode } from 'react';
import type { FieldOf } from '../../../../model/fields.ts';
import { MessageBox } from '../../ui/message.tsx';
import { useEditor } from '../use-editor.ts';
import type { ControlProps } from '../fields/control-props.ts';
import { DocumentTools } from './document-tools.tsx';
import { NodeViews } from './node-views/node-views.tsx';
import { useBlockWays } from './use-block-ways.ts';
import { useDocumentEditor } from './use-document-editor.ts';
import './document.css';
import './document-text.css';

/** A rich text, written as it will be read. */
export function DocumentField({
  id,
  isInvalid,
  labelId,
  noteId,
  place,
}: ControlProps<FieldOf<'richText'>>): ReactNode {
  const { t } = useLingui();
  const host = useRef<HTMLDivElement>(null);
  const isReadOnly = useEditor().readOnly !== null;
  const { editor, isUnknown } = useDocumentEditor(host, {
    place,
    isReadOnly,
    attributes: {
      id,
      class: 'document-text',
      'aria-labelledby': labelId,
      'aria-multiline': 'true',
      ...(isReadOnly
        ? // It can be read through with the keys, all the same.
          { 'aria-readonly': 'true', tabindex: '0' }
        : { 'data-placeholder': t`Write, or type / for blocks` }),
      ...(isInvalid ? { 'aria-invalid': 'true' } : {}),
      ...(noteId === undefined ? {} : { 'aria-describedby': noteId }),
    },
  });
  useBlockWays(editor, place);
  if (isUnknown) {
    const text = t`This text holds a part that this version of the screen does not know. Reload the page; until then nothing of the text is changed.`;
    return <MessageBox message={{ kind: 'problem', text }} />;
  }
  return (
    <div className="document">
      <div ref={host} className="document-host" />
      {editor !== null && (
        <>
          <NodeViews editor={editor} />
          <DocumentTools editor={editor} />
        </>
      )}
    </div>
  );
}
