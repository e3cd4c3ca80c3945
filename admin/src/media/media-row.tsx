import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { GridListItem } from 'react-aria-components/GridList';
import type { Media } from '../../../model/api/media.ts';
import { momentInFull, whenInWords } from '../i18n/when.ts';
import { lacksAlt } from './lacks-alt.ts';
import { sizeInWords } from './sizes.ts';
import { Thumb } from './thumb.tsx';

/** A file in a line of a list. */
export function MediaRow({ media }: { media: Media }): ReactNode {
  const { t } = useLingui();
  const { alt, createdAt, fileName, height, isDecorative, isUsed, sizeBytes, tags, width } = media;
  return (
    <GridListItem id={media.id} textValue={fileName} className="media-row">
      <span className="media-row-thumb">
        <Thumb media={media} />
      </span>
      <span className="media-row-name">
        <strong>{fileName}</strong>
        <span className={lacksAlt(media) ? 'media-row-lacks' : 'soft'}>
          {lacksAlt(media) ? t`Without alt text` : isDecorative ? t`Decorative` : alt}
        </span>
      </span>
      <span className="media-row-tags soft">{tags.join(', ')}</span>
      <span className="media-row-fact soft">{width === null ? '' : `${width} × ${height}`}</span>
      <span className="media-row-fact soft">{sizeInWords(sizeBytes)}</span>
      <span className="media-row-fact soft">{isUsed ? t`In use` : t`Not in use`}</span>
      <time className="media-row-fact soft" dateTime={createdAt} title={momentInFull(createdAt)}>
        {whenInWords(createdAt)}
      </time>
    </GridListItem>
  );
}
