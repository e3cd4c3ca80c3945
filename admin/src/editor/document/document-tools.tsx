import { useLingui } from '@lingui/react/macro';
import { posToDOMRect, type Editor } from '@tiptap/core';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { late } from '../../ui/late.tsx';
import { onWish } from './ask.ts';
import { BlockHandle } from './block-handle.tsx';
import { BubbleMenu } from './bubble-menu.tsx';
import { insertBlocks } from './commands/insert-block.ts';
import { insertEmbed } from './commands/make-parts.ts';
import { DocumentBar } from './document-bar.tsx';
import { FindBar } from './find/find-bar.tsx';
import { Floating } from './floating.tsx';
import { AddressWindow } from './links/address-window.tsx';
import { LinkPicker } from './links/link-picker.tsx';
import { SlashMenu } from './slash/slash-menu.tsx';
import { TableTools } from './table-tools.tsx';
import { useOthersInText } from './use-others-in-text.ts';
import { withWords } from '../../i18n/i18n.ts';

const MediaPicker = late(
  withWords('rest', async () => (await import('../../media/media-picker.tsx')).MediaPicker),
  ({ onClose }) => onClose(),
);

type Pictures = { isMultiple: boolean; onChosen: (mediaIds: string[]) => void };
type Open = 'nothing' | 'embed' | 'button' | Pictures;

/** Everything that is offered around the text. */
export function DocumentTools({ editor }: { editor: Editor }): ReactNode {
  const { t } = useLingui();
  const [open, setOpen] = useState<Open>('nothing');
  useOthersInText(editor);
  const [finding, setFinding] = useState<{ text?: string } | null>(null);
  useEffect(
    () =>
      onWish(editor, (wish) => {
        if (wish.kind === 'find') setFinding(wish);
        if (wish.kind === 'embed' || wish.kind === 'button') setOpen(wish.kind);
        if (wish.kind === 'pictures') setOpen(wish);
      }),
    [editor],
  );
  const close = (): void => {
    setOpen('nothing');
    editor.view.focus();
  };
  const rectOf = (): DOMRect =>
    posToDOMRect(editor.view, editor.state.selection.from, editor.state.selection.to);
  return (
    <>
      {finding !== null && <FindBar editor={editor} wish={finding} onClose={() => setFinding(null)} />}
      <BubbleMenu editor={editor} />
      <SlashMenu editor={editor} />
      <BlockHandle editor={editor} />
      <TableTools editor={editor} />
      <DocumentBar
        editor={editor}
        isFinding={finding !== null}
        onFind={() => setFinding(finding === null ? {} : null)}
      />
      {open === 'embed' && (
        <Floating label={t`Embed`} rectOf={rectOf} onClose={close}>
          <AddressWindow
            onChoose={(url) => {
              close();
              insertEmbed(editor, url);
            }}
          />
        </Floating>
      )}
      {open === 'button' && (
        <Floating label={t`Where the button leads`} rectOf={rectOf} onClose={close}>
          <LinkPicker
            typed=""
            onChoose={(target) => {
              close();
              insertBlocks(editor, [editor.schema.node('button', { ...target, label: t`Read more` })]);
            }}
          />
        </Floating>
      )}
      {typeof open === 'object' && <PicturePicker {...open} onClose={close} />}
    </>
  );
}

function PicturePicker({ isMultiple, onChosen, onClose }: Pictures & { onClose: () => void }): ReactNode {
  const [chosen] = useState<string[]>([]);
  return (
    <MediaPicker
      accept={['image/*']}
      isMultiple={isMultiple}
      onChoose={({ id }) => void chosen.push(id)}
      onClose={() => {
        onClose();
        onChosen(chosen);
      }}
    />
  );
}
