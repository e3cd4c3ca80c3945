import type { ReactNode } from 'react';
import type { EntrySummary } from '../../model/api/entry.ts';
import type { Change } from './publication.ts';

type EntryTableProps = {
  entries: readonly EntrySummary[];
  /** Whether entries of a collection have a page, and so a preview. */
  hasPages: (collection: string) => boolean;
  busyEntryId: string | null;
  onChange: (entry: EntrySummary, change: Change) => void;
};

export function EntryTable({ entries, hasPages, busyEntryId, onChange }: EntryTableProps): ReactNode {
  if (entries.length === 0) {
    return (
      <p className="card empty">
        Nothing here yet. <a href="/api/docs">The API</a> creates entries; they appear in this list at once.
      </p>
    );
  }
  return (
    <div className="card entries">
      <table>
        <thead>
          <tr>
            <th scope="col">Title</th>
            <th scope="col">State</th>
            <th scope="col" className="updated">
              Last saved
            </th>
            <th scope="col">
              <span className="for-screen-readers">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <EntryRow
              key={entry.id}
              entry={entry}
              hasPage={hasPages(entry.collection)}
              isBusy={entry.id === busyEntryId}
              onChange={onChange}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

type EntryRowProps = {
  entry: EntrySummary;
  hasPage: boolean;
  isBusy: boolean;
  onChange: EntryTableProps['onChange'];
};

function EntryRow({ entry, hasPage, isBusy, onChange }: EntryRowProps): ReactNode {
  const title = entry.title === '' ? 'Untitled' : entry.title;
  const isPublic = entry.publishedVersionId !== null;
  return (
    <tr>
      <td>
        {hasPage ? (
          <a href={`/preview/${entry.id}`} target="_blank" rel="noreferrer" title="Preview the draft">
            {title}
          </a>
        ) : (
          title
        )}{' '}
        <span className="hint">
          {entry.collection} · {entry.locale}
        </span>
        {entry.livePath !== null && (
          <a className="entry-path" href={entry.livePath}>
            {entry.livePath}
          </a>
        )}
      </td>
      <td>
        <span className={`chip ${entry.state}`}>{STATE_LABELS[entry.state]}</span>
      </td>
      <td className="updated hint">
        <time dateTime={entry.updatedAt}>{new Date(entry.updatedAt).toLocaleString()}</time>
      </td>
      <td>
        {entry.state !== 'live' && (
          <button
            className="button primary"
            type="button"
            disabled={isBusy}
            onClick={() => onChange(entry, 'publish')}
          >
            Publish
          </button>
        )}{' '}
        {isPublic && (
          <button
            className="button"
            type="button"
            disabled={isBusy}
            onClick={() => onChange(entry, 'withdraw')}
          >
            Withdraw
          </button>
        )}
      </td>
    </tr>
  );
}

const STATE_LABELS: Record<EntrySummary['state'], string> = {
  draft: 'Draft',
  live: 'Live',
  changed: 'Changed since',
  withdrawn: 'Withdrawn',
};
