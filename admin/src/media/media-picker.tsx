import { Trans, useLingui } from '@lingui/react/macro';
import { ImageOff, SearchX, X } from 'lucide-react';
import { useId, useLayoutEffect, useRef } from 'react';
import type { ReactNode, SyntheticEvent } from 'react';
import { createPortal } from 'react-dom';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { acceptedKinds, type MediaKind } from './accept.ts';
import { ChosenMedia } from './chosen-media.tsx';
import { useKindNames } from './kind-names.ts';
import { useMayDo } from './may-change.ts';
import type { MediaPickerProps } from './media-picker-props.ts';
import { MediaSearch } from './media-search.tsx';
import { MediaShelf } from './media-shelf.tsx';
import { UploadButton } from './upload-button.tsx';
import { UploadList } from './upload-list.tsx';
import { useUploads } from './uploads.ts';
import { useIncomingFiles } from './use-incoming-files.ts';
import { usePicking } from './use-picking.ts';
import './media-picker.css';

/** Chooses among the files of the library, or uploads some and chooses those. */
export function MediaPicker(props: MediaPickerProps): ReactNode {
  const { onClose } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // Before it goes, so that the focus returns to where it was.
    return () => element?.close();
  }, []);
  // Outside of whatever asks: no form and no text around it takes what is typed, pasted or dropped here.
  return createPortal(
    <dialog
      ref={dialog}
      className="media-picker"
      aria-labelledby={titleId}
      onCancel={(event) => {
        // A file chooser that is closed says so, too.
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        onClose();
      }}
      onKeyDown={stop}
      onPaste={stop}
      onDrop={stop}
      onSubmit={stop}
    >
      <Picking {...props} titleId={titleId} />
    </dialog>,
    document.body,
  );
}

function stop(event: SyntheticEvent): void {
  event.stopPropagation();
}

function Picking(props: MediaPickerProps & { titleId: string }): ReactNode {
  const { accept, isMultiple = false, onClose, titleId } = props;
  const { t } = useLingui();
  const kinds = acceptedKinds(accept);
  const mayUpload = useMayDo().upload;
  const uploads = useUploads().filter(({ state }) => state !== 'done');
  const picking = usePicking(props, kinds);
  const { chosen, isAsked, kind, list, open, q, select, selected, setKind, setQ, shown, take } = picking;
  const upload = (files: readonly File[]): void => void picking.upload(files);
  const isOver = useIncomingFiles({ onFiles: upload, isDisabled: !mayUpload });
  return (
    <>
      <header className="media-picker-head">
        <h2 id={titleId}>{useTitle(kinds, isMultiple)}</h2>
        <Button look="quiet" label={t`Close`} onClick={onClose}>
          <X aria-hidden="true" />
        </Button>
      </header>
      <div className="media-picker-ways">
        <MediaSearch isFirst sought={q} onSeek={setQ} />
        {kinds.length > 1 && <KindChoice kinds={kinds} kind={kind} onChoose={setKind} />}
        {mayUpload && <UploadButton accept={accept} isMultiple={isMultiple} onFiles={upload} />}
      </div>
      <UploadList tasks={uploads} />
      <MediaShelf
        list={list}
        media={shown}
        empty={
          <Nothing isSought={q !== '' || (kind !== undefined && kinds.length > 1)} mayUpload={mayUpload} />
        }
        isOver={isOver}
        isMultiple={isMultiple}
        isGathering={isMultiple}
        selected={selected}
        onSelect={select}
        onOpen={open}
      />
      <ChosenMedia chosen={chosen} isAsked={isAsked} isMultiple={isMultiple} onTake={take} />
    </>
  );
}

function useTitle(kinds: readonly MediaKind[], isMultiple: boolean): string {
  const { t } = useLingui();
  if (kinds.length === 1 && kinds[0] === 'picture')
    return isMultiple ? t`Choose pictures` : t`Choose a picture`;
  return isMultiple ? t`Choose files` : t`Choose a file`;
}

type KindChoiceProps = {
  kinds: readonly MediaKind[];
  kind: MediaKind | undefined;
  onChoose: (kind: MediaKind | undefined) => void;
};

function KindChoice({ kind, kinds, onChoose }: KindChoiceProps): ReactNode {
  const { t } = useLingui();
  const names = useKindNames();
  return (
    <select
      className={`list-choice ${kind === undefined ? '' : 'is-chosen'}`}
      aria-label={t`Kind`}
      value={kind ?? ''}
      onChange={({ target }) => onChoose(kinds.find((one) => one === target.value))}
    >
      <option value="">{t`All kinds`}</option>
      {kinds.map((one) => (
        <option key={one} value={one}>
          {names[one]}
        </option>
      ))}
    </select>
  );
}

function Nothing({ isSought, mayUpload }: { isSought: boolean; mayUpload: boolean }): ReactNode {
  const { t } = useLingui();
  if (isSought) {
    return (
      <Empty icon={<SearchX />} title={t`Nothing fits`}>
        <Trans>No file is what you are looking for. Try other words.</Trans>
      </Empty>
    );
  }
  return (
    <Empty icon={<ImageOff />} title={t`Nothing here yet`}>
      {mayUpload ? (
        <Trans>Drop files here, paste a picture, or choose some with “Upload”.</Trans>
      ) : (
        <Trans>Nobody has uploaded anything that could stand here.</Trans>
      )}
    </Empty>
  );
}
