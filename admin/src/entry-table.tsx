import type { ReactNode } from 'react';
import type { EntrySummary } from '../../model/api/entry.ts';
import { entryTitle } from './entry-title.ts';

type EntryTableProps = {
  entries: readonly EntrySummary[];
  /** Whether entries of a collection have a page, and so a preview. */
  hasPages: (collection: string) => boolean;
  busyEntryId: string | null;
  onPublish: (entry: EntrySummary) => void;
  onWithdraw: (entry: EntrySummary) => void;
};

export function EntryTable({
  entries,
  hasPages,
  busyEntryId,
  onPublish,
  onWithdraw,
}: EntryTableProps): ReactNode {
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
              onPublish={() => onPublish(entry)}
              onWithdraw={() => onWithdraw(entry)}
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
  onPublish: () => void;
  onWithdraw: () => void;
};

function EntryRow({ entry, hasPage, isBusy, onPublish, onWithdraw }: EntryRowProps): ReactNode {
  const title = entryTitle(entry);
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
        <span className={`chip ${entry.withheld === null ? entry.state : 'withheld'}`}>
          {entry.withheld === null ? STATE_LABELS[entry.state] : 'Held back'}
        </span>
        {entry.withheld !== null && (
          <p className="hint">Published, but held back: the template failed. {entry.withheld.message}</p>
        )}
      </td>
      <td className="updated hint">
        <time dateTime={entry.updatedAt}>{new Date(entry.updatedAt).toLocaleString()}</time>
      </td>
      <td>
        {entry.state !== 'live' && (
          <button className="button primary" type="button" disabled={isBusy} onClick={onPublish}>
            Publish
          </button>
        )}{' '}
        {isPublic && (
          <button className="button" type="button" disabled={isBusy} onClick={onWithdraw}>
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
