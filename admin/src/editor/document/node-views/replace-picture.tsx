import { Trans, useLingui } from '@lingui/react/macro';
import type { Editor } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { Replace } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { AskDialog } from '../../../ui/ask-dialog.tsx';
import { Button } from '../../../ui/button.tsx';
import { choosePicture } from '../ask.ts';

type ReplacePictureProps = {
  editor: Editor;
  image: ProseMirrorNode;
  /** With what becomes of its attributes, all at once. */
  onReplace: (attributes: Record<string, unknown>) => void;
};

/** Another picture in the same place. Whoever has described the one before says whether that is so of the other. */
export function ReplacePicture({ editor, image, onReplace }: ReplacePictureProps): ReactNode {
  const { t } = useLingui();
  const [next, setNext] = useState<string | null>(null);
  const said = [image.attrs['alt'], image.attrs['caption']].filter((words) => typeof words === 'string');
  const choose = async (): Promise<void> => {
    const mediaId = await choosePicture(editor);
    if (mediaId === null || mediaId === image.attrs['mediaId']) return;
    if (said.length > 0) setNext(mediaId);
    else replace({ mediaId });
  };
  const replace = (attributes: Record<string, unknown>): void => {
    onReplace(attributes);
    setNext(null);
    // Where it can be undone; as long as a dialog is there, nothing behind it takes the focus.
    setTimeout(() => editor.view.focus());
  };
  return (
    <>
      <Button look="quiet" label={t`Choose another one`} onClick={() => void choose()}>
        <Replace aria-hidden="true" />
      </Button>
      {next !== null &&
        createPortal(
          <AskDialog
            title={t`Is this so of the other picture, too?`}
            onCancel={() => setNext(null)}
            choices={
              <>
                <Button onClick={() => replace({ mediaId: next })}>
                  <Trans>Keep it</Trans>
                </Button>
                <Button onClick={() => replace({ mediaId: next, alt: null, caption: null })}>
                  <Trans>Take it out</Trans>
                </Button>
              </>
            }
          >
            {said.map((words) => (
              <p key={words}>“{words}”</p>
            ))}
          </AskDialog>,
          document.body,
        )}
    </>
  );
}
