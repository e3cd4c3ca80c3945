import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useMemo, useRef } from 'react';
import type { CSSProperties, ReactNode, RefObject } from 'react';
import type { EntrySummary } from '../../../model/api/entry.ts';
import type { EntryFilter } from '../api/queries.ts';
import { usePublicAddress } from '../app/use-public-address.ts';
import { withWords } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { late } from '../ui/late.tsx';
import { useWidth } from '../ui/use-width.ts';
import { useWindowRows } from '../ui/use-window-rows.ts';
import { entryTitle } from './entry-title.ts';
import { entriesOf, isOutdated, listQuery, sightOf, type Sight } from './list-pages.ts';
import type { ListColumn } from './list-column.ts';
import type { useMayDo } from './use-may-do.ts';
import './entry-rows.css';

const NoEntries = late(withWords('rest', async () => (await import('../narrow/no-entries.tsx')).NoEntries));

const RowMenu = late(withWords('rest', async () => (await import('../narrow/row-menu.tsx')).RowMenu));

/** What was seen of each, by the id of the entry. */
export type Selection = ReadonlyMap<string, Seen>;
type Seen = Pick<EntrySummary, 'collection' | 'createdBy' | 'livePath' | 'locale'> & { versionId: string };

type May = ReturnType<typeof useMayDo>;

/** What is done with one of them, from its row. */
export type RowDeed = 'publish' | 'withdraw' | 'restore' | 'delete';

type EntryRowsProps = {
  filter: EntryFilter;
  busyEntryId: string | null;
  columns: readonly ListColumn[];
  isNarrowed: boolean;
  may: May;
  selected: Selection;
  onAct: (entry: EntrySummary, deed: RowDeed) => void;
  onSelect: (selected: Selection) => void;
  onShowAll: () => void;
};

/** In columns, with the state below the name, and there in two lines where two states are longer than one. */
const ROW_HEIGHTS = { wide: 56, narrow: 60, tall: 80 } as const;
type Shape = keyof typeof ROW_HEIGHTS;

/** Of a list in which there is room for a title in one line with what can be done, and for each column beside it, in the longest of our languages. */
const WIDTH_OF_ROWS = 530;
const WIDTH_OF_COLUMN = 104;
/** Where there is room for so many, or for all, the others are left out; what they say is longer. */
const FEWEST_COLUMNS = 2;
const WIDTH_OF_WORDS = 120;
/** Of one in which two states stand side by side, in the longest of our languages. */
const WIDTH_OF_TWO_STATES = 400;
/** So many rows before the end, the next page is asked for. */
const AHEAD = 40;

/** As many rows as there are, of which those in sight are drawn. */
export function EntryRows(props: EntryRowsProps): ReactNode {
  const { filter, isNarrowed, onSelect, onShowAll, selected } = props;
  const list = useRef<HTMLDivElement>(null);
  const [width, measure] = useWidth();
  const shape = shapeOf(width, Math.min(props.columns.length, FEWEST_COLUMNS));
  const columns = shape === 'wide' ? props.columns.slice(0, roomOf(width)) : props.columns;
  const rowHeight = ROW_HEIGHTS[shape];
  const fields = props.columns.flatMap(({ field }) => field ?? []).join(',');
  const asked = fields === '' ? filter : { ...filter, fields };
  const { entries, query, rows } = useEntriesInSight(asked, { list, rowHeight });
  const { hasNextPage, isFetchingNextPage } = query;

  if (query.isPending) return <Waiting />;
  if (entries.length === 0)
    return (
      <NoEntries
        error={query.error}
        filter={filter}
        isNarrowed={isNarrowed}
        onRetry={() => void query.refetch()}
        onShowAll={onShowAll}
      />
    );
  const shown = entries.slice(rows.first, rows.last);
  const toggle = (entry: EntrySummary): void => {
    const next = new Map(selected);
    if (!next.delete(entry.id)) next.set(entry.id, seen(entry));
    onSelect(next);
  };
  return (
    <div
      ref={measure}
      className={`entry-rows is-${shape}`}
      role="table"
      aria-rowcount={hasNextPage ? -1 : entries.length + 1}
      style={{ '--columns': columns.map((column) => column.width).join(' ') } as CSSProperties}
    >
      <Head columns={columns} entries={entries} selected={selected} onSelect={onSelect} />
      <div
        ref={list}
        role="rowgroup"
        className="entry-rows-body"
        style={{ height: entries.length * rowHeight, paddingTop: rows.first * rowHeight }}
      >
        {shown.map((entry, index) => (
          <EntryRow
            key={entry.id}
            entry={entry}
            columns={columns}
            isWide={shape === 'wide'}
            isBusy={entry.id === props.busyEntryId}
            may={props.may}
            onAct={(deed) => props.onAct(entry, deed)}
            height={rowHeight}
            index={rows.first + index + 2}
            isSelected={selected.has(entry.id)}
            onToggle={() => toggle(entry)}
          />
        ))}
      </div>
      {isFetchingNextPage && <ReadingMore />}
    </div>
  );
}

function shapeOf(width: number | null, columnCount: number): Shape {
  if (width === null || width >= WIDTH_OF_ROWS + columnCount * WIDTH_OF_COLUMN) return 'wide';
  return width >= WIDTH_OF_TWO_STATES ? 'narrow' : 'tall';
}

/** For so many columns. */
function roomOf(width: number | null): number {
  const room = Math.floor(((width ?? Infinity) - WIDTH_OF_ROWS) / WIDTH_OF_WORDS);
  return Math.max(FEWEST_COLUMNS, room);
}

function seen({ collection, createdBy, draftVersionId, livePath, locale }: EntrySummary): Seen {
  return { collection, createdBy, livePath, locale, versionId: draftVersionId };
}

type Shown = { list: RefObject<HTMLElement | null>; rowHeight: number };

/** What is known of the list, and which rows are drawn; as somebody scrolls, more is read. */
function useEntriesInSight(filter: EntryFilter, { list, rowHeight }: Shown) {
  const sight = useRef<Sight>({ first: 0, last: 0 });
  const query = useInfiniteQuery(listQuery(filter, { client: useQueryClient(), sight }));
  const { data, fetchNextPage, hasNextPage, isFetchingNextPage, refetch } = query;
  const entries = useMemo(() => entriesOf(data?.pages ?? []), [data]);
  const rows = useWindowRows(list, { count: entries.length, rowHeight });
  const isNearEnd = rows.last >= entries.length - AHEAD;
  useEffect(() => {
    if (isNearEnd && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [isNearEnd, hasNextPage, isFetchingNextPage, fetchNextPage]);
  useEffect(() => {
    const pages = data?.pages ?? [];
    sight.current = sightOf(pages, { first: rows.first, last: rows.last + AHEAD });
    if (isOutdated(pages, sight.current)) void refetch();
  }, [data, rows, refetch]);
  return { entries, query, rows };
}

function ReadingMore(): ReactNode {
  return (
    <p className="soft more" role="status">
      <Trans>Reading more…</Trans>
    </p>
  );
}

type HeadProps = SelectAllProps & { columns: readonly ListColumn[] };

function Head({ columns, entries, onSelect, selected }: HeadProps): ReactNode {
  const { t } = useLingui();
  return (
    <div className="entry-row head" role="row">
      <span role="columnheader">
        <SelectAll entries={entries} selected={selected} onSelect={onSelect} />
      </span>
      <span role="columnheader">{t`Title`}</span>
      {columns.map(({ id, isAside, label }) => (
        <span key={id} role="columnheader" className={isAside ? 'when' : undefined}>
          {label}
        </span>
      ))}
      <span role="columnheader" className="for-screen-readers">{t`Actions`}</span>
    </div>
  );
}

type RowProps = {
  entry: EntrySummary;
  columns: readonly ListColumn[];
  /** There is room for what can be done, in words. */
  isWide: boolean;
  isBusy: boolean;
  may: May;
  onAct: (deed: RowDeed) => void;
  height: number;
  index: number;
  isSelected: boolean;
  onToggle: () => void;
};

function EntryRow(props: RowProps): ReactNode {
  const { columns, entry, height, index, isSelected, onToggle } = props;
  const { t } = useLingui();
  const publicAddress = usePublicAddress();
  const title = entryTitle(entry);
  return (
    <div
      className={`entry-row ${isSelected ? 'is-selected' : ''}`}
      role="row"
      aria-rowindex={index}
      style={{ height }}
    >
      <span role="cell">
        <input type="checkbox" aria-label={t`Select ${title}`} checked={isSelected} onChange={onToggle} />
      </span>
      <span role="cell" className="entry-name">
        <Link
          to="/content/$collection/$entryId"
          params={{ collection: entry.collection, entryId: entry.id }}
          className="entry-title"
        >
          {title}
        </Link>
        <span className="entry-about">
          {entry.locale}
          {entry.livePath !== null && (
            <>
              {' · '}
              <a href={publicAddress(entry.livePath)} target="_blank" rel="noreferrer">
                {entry.livePath}
              </a>
            </>
          )}
          {entry.withheld !== null && <span className="entry-problem"> · {entry.withheld.message}</span>}
        </span>
      </span>
      {columns.map(({ cell, id, isAside }) => (
        <span key={id} role="cell" className={isAside ? 'when' : undefined}>
          {cell(entry)}
        </span>
      ))}
      <span role="cell" className="entry-actions">
        <RowDeeds {...props} title={title} />
      </span>
    </div>
  );
}

function RowDeeds({ entry, isBusy, isWide, may, onAct, title }: RowProps & { title: string }): ReactNode {
  const { t } = useLingui();
  const words = {
    publish: t`Publish`,
    withdraw: t`Withdraw`,
    restore: t`Restore`,
    delete: t`Delete for good`,
  };
  const deeds = deedsOf(entry)
    .filter((deed) => may(`entry.${deed === 'restore' ? 'trash' : deed}`, entry))
    .map((id) => ({ id, label: words[id], onChoose: () => onAct(id) }));
  if (!isWide && deeds.length > 0) return <RowMenu title={title} choices={deeds} />;
  return deeds.map(({ id, label, onChoose }) => (
    <Button key={id} look="quiet" isBusy={isBusy} onClick={onChoose}>
      {label}
    </Button>
  ));
}

function deedsOf({ draftVersionId, publishedVersionId, trashedAt }: EntrySummary): RowDeed[] {
  if (trashedAt !== null) return ['restore', 'delete'];
  const publish: RowDeed[] = publishedVersionId === draftVersionId ? [] : ['publish'];
  return publishedVersionId === null ? publish : publish.concat('withdraw');
}

type SelectAllProps = {
  entries: readonly EntrySummary[];
  selected: Selection;
  onSelect: (selected: Selection) => void;
};

function SelectAll({ entries, onSelect, selected }: SelectAllProps): ReactNode {
  const { t } = useLingui();
  const areAll = entries.every(({ id }) => selected.has(id));
  return (
    <input
      type="checkbox"
      aria-label={t`Select all that are shown`}
      ref={(box) => {
        if (box !== null) box.indeterminate = selected.size > 0 && !areAll;
      }}
      checked={areAll}
      onChange={() => onSelect(new Map(areAll ? [] : entries.map((entry) => [entry.id, seen(entry)])))}
    />
  );
}

function Waiting(): ReactNode {
  return (
    <div className="entry-rows waiting" aria-busy="true">
      {Array.from({ length: 8 }, (_, row) => (
        <div key={row} className="entry-row" style={{ height: ROW_HEIGHTS.wide }}>
          <span />
          <span className="ghost-line" />
        </div>
      ))}
    </div>
  );
}
