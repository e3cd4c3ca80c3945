import { Trans, useLingui } from '@lingui/react/macro';
import { SearchX } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Media } from '../../../model/api/media.ts';
import { RetryButton } from '../ui/retry-button.tsx';
import { Empty } from '../ui/empty.tsx';
import { MediaGrid, type MediaGridProps } from './media-grid.tsx';
import type { MediaListState } from './use-media-list.ts';
import './media-shelf.css';

type MediaShelfProps = Pick<
  MediaGridProps,
  'isMultiple' | 'isGathering' | 'opensAtOnce' | 'selected' | 'onSelect' | 'onOpen' | 'view'
> & {
  list: MediaListState;
  /** Those of the list that are shown. */
  media: readonly Media[];
  /** What stands here when there are none. */
  empty: ReactNode;
  /** Files are being dragged over the screen. */
  isOver: boolean;
};

/** Files of the library as far as they are known here: being read, unreadable, none, or many. */
export function MediaShelf({ empty, isOver, list, media, ...grid }: MediaShelfProps): ReactNode {
  return (
    <div className="media-shelf">
      <Shown empty={empty} list={list} media={media} {...grid} />
      {isOver && (
        <p className="media-drop">
          <Trans>Drop to upload</Trans>
        </p>
      )}
    </div>
  );
}

function Shown({ empty, list, media, ...grid }: Omit<MediaShelfProps, 'isOver'>): ReactNode {
  const { t } = useLingui();
  if (list.error !== null) {
    return (
      <Empty
        icon={<SearchX />}
        title={t`The library could not be read`}
        action={<RetryButton error={list.error} onRetry={list.retry} />}
      >
        {list.error.message}
      </Empty>
    );
  }
  if (list.isPending) return <Waiting />;
  if (media.length === 0 && !list.hasMore) return empty;
  return (
    <MediaGrid
      {...grid}
      label={t`Files`}
      media={media}
      hasMore={list.hasMore}
      isReadingMore={list.isReadingMore}
      onMore={list.readMore}
    />
  );
}

function Waiting(): ReactNode {
  return (
    <div className="media-waiting" aria-busy="true">
      {Array.from({ length: 12 }, (_, tile) => (
        <span key={tile} />
      ))}
    </div>
  );
}
