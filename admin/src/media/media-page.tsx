import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { late } from '../ui/late.tsx';
import type { Media } from '../../../model/api/media.ts';
import { useMedia } from '../ui/use-media.ts';
import { DetailFrame } from './detail-frame.tsx';
import { useMayDo } from './may-change.ts';
import { MediaBulk } from './media-bulk.tsx';
import { filterOf } from './media-choice.ts';
import { MediaControls } from './media-controls.tsx';
import { MediaShelf } from './media-shelf.tsx';
import { NoMedia } from './no-media.tsx';
import { useMediaChoice, type ChoiceChange } from './use-media-choice.ts';
import { useMediaView } from './media-view.ts';
import { UnfinishedUploads } from './unfinished-uploads.tsx';
import { UploadButton } from './upload-button.tsx';
import { UploadList } from './upload-list.tsx';
import { clearDoneUploads, startUploads, useUploads } from './uploads.ts';
import { useIncomingFiles } from './use-incoming-files.ts';
import { useMediaList } from './use-media-list.ts';
import '../ui/page.css';
import './media-page.css';

const MediaDetail = late(async () => (await import('./media-detail.tsx')).MediaDetail);
const DescribeDialog = late(
  async () => (await import('./describe-dialog.tsx')).DescribeDialog,
  ({ onClose }) => onClose(),
);
const DeleteMediaDialog = late(
  async () => (await import('./delete-media-dialog.tsx')).DeleteMediaDialog,
  ({ onClose }) => onClose(),
);

/** Every picture and file that entries can show. */
export function MediaPage(): ReactNode {
  const { t } = useLingui();
  const may = useMayDo();
  const { choice, choose, select, selected } = useMediaChoice();
  const { file } = choice;
  const uploads = useUploads();
  const [view, setView] = useMediaView();
  const [asked, setAsked] = useState<Asked | null>(null);
  const isNarrow = useMedia('(width < 1024px)');
  const filter = filterOf(choice);
  const list = useMediaList(filter);
  const isOver = useIncomingFiles({ onFiles: upload, isDisabled: !may.upload });
  const chosen = list.media.filter(({ id }) => selected.has(id));
  const selectNothing = (): void => select(new Set());
  return (
    <div className={`media-page ${file === undefined || isNarrow ? '' : 'has-detail'}`}>
      <title>{t`Media · Stillpress`}</title>
      <div className="media-main">
        <header className="page-head">
          <h1>
            <Trans>Media</Trans>
          </h1>
          {may.upload && <UploadButton onFiles={upload} />}
        </header>
        <MediaControls choice={choice} onChoose={choose} view={view} onView={setView} />
        <UnfinishedUploads tasks={uploads} />
        <UploadList tasks={uploads} onDescribe={(media) => setAsked({ kind: 'describe', media })} />
        {selected.size > 1 && <MediaBulk selected={chosen} onClear={selectNothing} />}
        <div className="media-files" onKeyDown={(event) => askToDelete(event, { chosen, ask: setAsked })}>
          <MediaShelf
            list={list}
            media={list.media}
            view={view}
            empty={
              <NoMedia
                isNarrowed={Object.keys(filter).length > 0}
                mayUpload={may.upload}
                onShowAll={() => choose(EVERYTHING)}
                onFiles={upload}
              />
            }
            isOver={isOver}
            isMultiple={!isNarrow}
            opensAtOnce={isNarrow}
            selected={selected}
            onSelect={select}
            onOpen={({ id }) => select(new Set([id]))}
          />
        </div>
      </div>
      {file !== undefined && (
        <DetailFrame isModal={isNarrow} onClose={selectNothing}>
          <>
            <MediaDetail
              key={file}
              id={file}
              known={list.media.find(({ id }) => id === file)}
              onClose={selectNothing}
            />
          </>
        </DetailFrame>
      )}
      {asked !== null && (
        <AskedDialog asked={asked} onClose={() => setAsked(null)} onDeleted={selectNothing} />
      )}
    </div>
  );
}

const EVERYTHING: ChoiceChange = {
  q: undefined,
  kind: undefined,
  use: undefined,
  alt: undefined,
  tag: undefined,
};

function upload(files: readonly File[]): void {
  void startUploads(files);
}

type Asking = { chosen: readonly Media[]; ask: (asked: Asked) => void };

function askToDelete(event: KeyboardEvent, { ask, chosen }: Asking): void {
  if (event.key === 'Delete' && chosen.length > 0) ask({ kind: 'delete', media: chosen });
}

type Asked = { kind: 'delete' | 'describe'; media: readonly Media[] };

type AskedDialogProps = { asked: Asked; onClose: () => void; onDeleted: () => void };

function AskedDialog({ asked: { kind, media }, onClose, onDeleted }: AskedDialogProps): ReactNode {
  return (
    <>
      {kind === 'delete' ? (
        <DeleteMediaDialog media={media} onClose={onClose} onDeleted={onDeleted} />
      ) : (
        <DescribeDialog
          media={media}
          onClose={() => {
            onClose();
            clearDoneUploads();
          }}
        />
      )}
    </>
  );
}
