import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Download, FileX, Link2, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Media } from '../../../model/api/media.ts';
import { momentInFull } from '../i18n/when.ts';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { AltField } from './alt-field.tsx';
import { copyAddress } from './copy-address.ts';
import { DeleteMediaDialog } from './delete-media-dialog.tsx';
import { FocalField } from './focal-field.tsx';
import { useMayDo } from './may-change.ts';
import { mediaQuery } from './media-queries.ts';
import { MediaUsage } from './media-usage.tsx';
import { ReplaceButton } from './replace-button.tsx';
import { sizeInWords } from './sizes.ts';
import { TagsField } from './tags-field.tsx';
import { Thumb } from './thumb.tsx';
import { fileUrl } from './thumb-url.ts';
import './media-detail.css';

type MediaDetailProps = { id: string; known: Media | undefined; onClose: () => void };

/** All that is known of a file, and all that can be done with it. */
export function MediaDetail({ id, known, onClose }: MediaDetailProps): ReactNode {
  const { t } = useLingui();
  const query = useQuery({ ...mediaQuery(id), ...(known !== undefined && { placeholderData: known }) });
  const media = query.data;
  return (
    <>
      <header className="media-detail-head">
        <h2>{media?.fileName ?? (query.error === null ? t`Reading…` : t`Not there`)}</h2>
        <Button look="quiet" label={t`Close the details`} onClick={onClose}>
          <X aria-hidden="true" />
        </Button>
      </header>
      {media === undefined && query.error !== null && (
        <Empty icon={<FileX />} title={t`This file cannot be shown`}>
          {query.error.message}
        </Empty>
      )}
      {media !== undefined && <Detail key={media.id} media={media} onGone={onClose} />}
    </>
  );
}

function Detail({ media, onGone }: { media: Media; onGone: () => void }): ReactNode {
  const { t } = useLingui();
  const may = useMayDo();
  const [isDeleting, setDeleting] = useState(false);
  const isReadOnly = !may.change(media);
  const { fileName, height, id, kind, width } = media;
  return (
    <div className="media-detail-body">
      {width === null || height === null ? (
        <Player media={media} />
      ) : (
        <FocalField key={media.hash} media={media} size={{ width, height }} isReadOnly={isReadOnly} />
      )}
      {kind === 'picture' && <AltField media={media} isReadOnly={isReadOnly} />}
      <TagsField media={media} isReadOnly={isReadOnly} />
      <Facts media={media} />
      <MediaUsage media={media} />
      <div className="media-detail-actions">
        <a className="button" href={fileUrl(id)} download={fileName}>
          <Download aria-hidden="true" />
          <Trans>Download</Trans>
        </a>
        <Button onClick={() => void copyAddress(media)}>
          <Link2 aria-hidden="true" />
          <Trans>Copy address</Trans>
        </Button>
        {!isReadOnly && <ReplaceButton media={media} />}
        {may.remove(media) && (
          <Button className="is-dangerous" onClick={() => setDeleting(true)}>
            <Trash2 aria-hidden="true" />
            <Trans>Delete</Trans>
          </Button>
        )}
      </div>
      {isDeleting && (
        <DeleteMediaDialog media={[media]} onClose={() => setDeleting(false)} onDeleted={onGone} />
      )}
      {isReadOnly && (
        <p className="hint">{t`What is said about this file is changed by whoever uploaded it, and by editors.`}</p>
      )}
    </div>
  );
}

/** What is no picture, played or shown as far as a browser does. */
function Player({ media }: { media: Media }): ReactNode {
  const { fileName, id, kind } = media;
  if (kind === 'audio')
    return <audio className="media-player" src={fileUrl(id)} controls preload="none" aria-label={fileName} />;
  if (kind === 'video')
    return (
      <video className="media-player" src={fileUrl(id)} controls preload="metadata" aria-label={fileName} />
    );
  return (
    <span className="media-detail-sign">
      <Thumb media={media} />
    </span>
  );
}

function Facts({ media }: { media: Media }): ReactNode {
  const { contentType, createdAt, height, sizeBytes, width } = media;
  return (
    <dl className="media-facts">
      <dt>
        <Trans>Type</Trans>
      </dt>
      <dd>{contentType}</dd>
      <dt>
        <Trans>Size</Trans>
      </dt>
      <dd>{sizeInWords(sizeBytes)}</dd>
      {width !== null && (
        <>
          <dt>
            <Trans>Dimensions</Trans>
          </dt>
          <dd>
            {width} × {height}
          </dd>
        </>
      )}
      <dt>
        <Trans>Uploaded</Trans>
      </dt>
      <dd>{momentInFull(createdAt)}</dd>
    </dl>
  );
}
