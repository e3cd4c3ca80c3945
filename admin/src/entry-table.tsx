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
  const isPublished = entry.publishedVersionId !== null;
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
        <WhyNotShown entry={entry} />
      </td>
      <td>
        <span className={`chip ${entry.state}`}>{STATE_LABELS[entry.state]}</span>
      </td>
      <td className="updated hint">
        <time dateTime={entry.updatedAt}>{new Date(entry.updatedAt).toLocaleString()}</time>
      </td>
      <td>
        {entry.publishedVersionId !== entry.draftVersionId && (
          <button className="button primary" type="button" disabled={isBusy} onClick={onPublish}>
            Publish
          </button>
        )}{' '}
        {isPublished && (
          <button className="button" type="button" disabled={isBusy} onClick={onWithdraw}>
            Withdraw
          </button>
        )}
      </td>
    </tr>
  );
}

/** What is published, and not what visitors get. */
function WhyNotShown({ entry: { state, withheld } }: { entry: EntrySummary }): ReactNode {
  if (withheld !== null) {
    const where = withheld.template === null ? '' : ` (${withheld.template})`;
    return (
      <p className="hint">
        Published, but held back: {withheld.path}
        {where} could not be rendered. {withheld.message}
      </p>
    );
  }
  if (state !== 'held') return null;
  return (
    <p className="hint">
      Published, but the site is held at an earlier release. Visitors get it once somebody resumes.
    </p>
  );
}

const STATE_LABELS: Record<EntrySummary['state'], string> = {
  draft: 'Draft',
  live: 'Live',
  changed: 'Changed since',
  withdrawn: 'Withdrawn',
  withheld: 'Held back',
  trashed: 'In the trash',
  held: 'Site held',
};
