import { useState } from 'react';
import type { ReactNode } from 'react';
import type { EntrySummary } from '../../model/api/entry.ts';
import type { CurrentSession } from '../../model/api/account.ts';
import { BrokenLinksDialog } from './broken-links-dialog.tsx';
import { EntryTable } from './entry-table.tsx';
import { Filters } from './filters.tsx';
import { MessageBox } from './message.tsx';
import { TopBar } from './top-bar.tsx';
import { useContent } from './use-content.ts';
import { WithdrawDialog } from './withdraw-dialog.tsx';

type ContentProps = { session: CurrentSession; onSignedOut: () => void };

export function Content({ session, onSignedOut }: ContentProps): ReactNode {
  const content = useContent({ onSignedOut });
  const { model, filter, setFilter, listing, showMore, message, busyEntryId, change } = content;
  const { refused, forgetRefused } = content;
  const [withdrawing, setWithdrawing] = useState<EntrySummary | null>(null);
  return (
    <>
      <TopBar session={session} onSignedOut={onSignedOut} />
      <main className="page">
        <h1>Content</h1>
        {model !== null && <Filters model={model} filter={filter} onChange={setFilter} />}
        {message !== null && <MessageBox message={message} />}
        {listing !== null && (
          <EntryTable
            entries={listing.entries}
            hasPages={(collection) => typeof model?.collections[collection]?.url === 'string'}
            busyEntryId={busyEntryId}
            onPublish={(entry) => void change(entry, 'publish')}
            onWithdraw={setWithdrawing}
          />
        )}
        {typeof listing?.nextCursor === 'string' && (
          <p className="more">
            <button className="button" type="button" onClick={showMore}>
              Show more
            </button>
          </p>
        )}
      </main>
      {refused !== null && (
        <BrokenLinksDialog
          refused={refused}
          onConfirm={() => void change(refused.entry, refused.action, { links: 'anyway' })}
          onCancel={forgetRefused}
        />
      )}
      {withdrawing !== null && (
        <WithdrawDialog
          entry={withdrawing}
          isSingle={model?.collections[withdrawing.collection]?.single === true}
          onConfirm={() => {
            setWithdrawing(null);
            void change(withdrawing, 'withdraw');
          }}
          onCancel={() => setWithdrawing(null)}
        />
      )}
    </>
  );
}
