import { Trans, useLingui } from '@lingui/react/macro';
import { ImagePlus } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Empty } from '../ui/empty.tsx';
import { useMayDo } from './may-change.ts';
import { MediaSearch } from './media-search.tsx';
import { MediaShelf } from './media-shelf.tsx';
import { UploadButton } from './upload-button.tsx';
import { UploadList } from './upload-list.tsx';
import { startUploads, useUploads } from './uploads.ts';
import { useIncomingFiles } from './use-incoming-files.ts';
import { useMediaList } from './use-media-list.ts';
import '../ui/page.css';
import './media-page.css';

/** Every picture and file that entries can show. */
export function MediaPage(): ReactNode {
  const { t } = useLingui();
  const mayUpload = useMayDo().upload;
  const uploads = useUploads();
  const [q, setQ] = useState('');
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const list = useMediaList(q === '' ? {} : { q });
  const isOver = useIncomingFiles({ onFiles: upload, isDisabled: !mayUpload });
  return (
    <div className="wide-page media-page">
      <title>{t`Media · Stillpress`}</title>
      <header className="page-head">
        <h1>
          <Trans>Media</Trans>
        </h1>
        {mayUpload && <UploadButton onFiles={upload} />}
      </header>
      <search className="list-controls">
        <MediaSearch sought={q} onSeek={setQ} />
      </search>
      <UploadList tasks={uploads} />
      <MediaShelf
        list={list}
        media={list.media}
        empty={
          <Empty icon={<ImagePlus />} title={q === '' ? t`Nothing here yet` : t`Nothing fits`}>
            <Trans>Drop files here, paste a picture, or choose some with “Upload”.</Trans>
          </Empty>
        }
        isOver={isOver}
        isMultiple
        selected={selected}
        onSelect={setSelected}
        onOpen={({ id }) => setSelected(new Set([id]))}
      />
    </div>
  );
}

function upload(files: readonly File[]): void {
  void startUploads(files);
}
