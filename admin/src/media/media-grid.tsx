import { useLingui } from '@lingui/react/macro';
import { ImageOff } from 'lucide-react';
import { useMemo, type ReactNode } from 'react';
import {
  Collection,
  GridList,
  GridListItem,
  GridListLoadMoreItem,
  type Key,
} from 'react-aria-components/GridList';
import { GridLayout, ListLayout, Size, Virtualizer } from 'react-aria-components/Virtualizer';
import type { Media } from '../../../model/api/media.ts';
import { lacksAlt } from './lacks-alt.ts';
import { MediaRow } from './media-row.tsx';
import type { MediaView } from './media-view.ts';
import { Thumb } from './thumb.tsx';
import './media-grid.css';

export type MediaGridProps = {
  label: string;
  media: readonly Media[];
  view?: MediaView;
  isMultiple: boolean;
  /** Each click adds one, or takes it out again; each shows which of them it is. */
  isGathering?: boolean;
  /** One click, without a selection. */
  opensAtOnce?: boolean;
  selected: ReadonlySet<string>;
  onSelect: (ids: ReadonlySet<string>) => void;
  /** Double click, Enter, or a tap. */
  onOpen: (media: Media) => void;
  hasMore: boolean;
  isReadingMore: boolean;
  onMore: () => void;
};

const LIST_LAYOUT = { rowHeight: 56 };

/** A thumbnail, and a line for the name. */
const LAYOUT = {
  minItemSize: new Size(132, 164),
  maxItemSize: new Size(220, 252),
  minSpace: new Size(12, 12),
  preserveAspectRatio: true,
};

/** As many files as there are, of which those in sight are drawn; the arrow keys go in all four directions. */
export function MediaGrid(props: MediaGridProps): ReactNode {
  const { hasMore, isMultiple, isReadingMore, label, media, onMore, onOpen, onSelect, selected } = props;
  const { isGathering = false, opensAtOnce = false, view = 'grid' } = props;
  const isGrid = view === 'grid';
  const gathered = useMemo(() => (isGathering ? [...selected] : undefined), [isGathering, selected]);
  const byId = new Map(media.map((one) => [one.id, one]));
  return (
    <Windowed view={view}>
      <GridList
        aria-label={label}
        className="media-grid"
        layout={isGrid ? 'grid' : 'stack'}
        selectionMode={opensAtOnce ? 'none' : isMultiple ? 'multiple' : 'single'}
        selectionBehavior={isGathering ? 'toggle' : 'replace'}
        selectedKeys={selected}
        onSelectionChange={(keys) => onSelect(idsOf(keys, media))}
        {...(!isGathering && {
          onAction: (id: Key) => {
            const opened = byId.get(String(id));
            if (opened !== undefined) onOpen(opened);
          },
        })}
      >
        <Collection items={media} dependencies={[view, gathered]}>
          {(one) =>
            isGrid ? <Tile media={one} number={gathered?.indexOf(one.id)} /> : <MediaRow media={one} />
          }
        </Collection>
        {hasMore && <GridListLoadMoreItem onLoadMore={onMore} isLoading={isReadingMore} />}
      </GridList>
    </Windowed>
  );
}

function Windowed({ children, view }: { children: ReactNode; view: MediaView }): ReactNode {
  return view === 'grid' ? (
    <Virtualizer layout={GridLayout} layoutOptions={LAYOUT}>
      {children}
    </Virtualizer>
  ) : (
    <Virtualizer layout={ListLayout} layoutOptions={LIST_LAYOUT}>
      {children}
    </Virtualizer>
  );
}

function idsOf(keys: 'all' | ReadonlySet<Key>, media: readonly Media[]): ReadonlySet<string> {
  return new Set(keys === 'all' ? media.map(({ id }) => id) : [...keys].map(String));
}

type TileProps = {
  media: Media;
  /** Which of those that were chosen one after the other it is, from 0; below that, none of them. */
  number: number | undefined;
};

function Tile({ media, number }: TileProps): ReactNode {
  const { t } = useLingui();
  const lacks = lacksAlt(media);
  return (
    <GridListItem
      id={media.id}
      textValue={lacks ? t`${media.fileName}, without alt text` : media.fileName}
      className="media-tile"
    >
      <span className="media-tile-picture">
        <Thumb media={media} />
        {lacks && (
          <span className="media-tile-mark" title={t`Without alt text`}>
            <ImageOff aria-hidden="true" />
          </span>
        )}
        {number !== undefined && (
          <span className="media-tile-number" aria-hidden="true">
            {number < 0 ? '' : number + 1}
          </span>
        )}
      </span>
      <span className="media-tile-name">{media.fileName}</span>
    </GridListItem>
  );
}
