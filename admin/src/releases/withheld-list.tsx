import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { firstEntriesQuery } from '../api/queries.ts';
import { entryTitle } from '../content/entry-title.ts';
import { StateChip } from '../ui/state-chip.tsx';
import { WithheldReason } from './withheld-reason.tsx';
import '../ui/row-list.css';
import './releases.css';

/** What was published and visitors do not get, with the template's words and the way out. */
export function WithheldList(): ReactNode {
  const entries = useQuery(firstEntriesQuery({ state: 'withheld' })).data?.entries ?? [];
  if (entries.length === 0) return null;
  return (
    <section className="withheld-list" aria-labelledby="withheld">
      <h2 id="withheld">
        <Trans>Held back</Trans>
      </h2>
      <p className="soft">
        <Trans>
          The templates cannot show these, so that visitors get what was there before. Change the entry and
          publish it again, or have the template mended: then they go live by themselves. Everything else goes
          on.
        </Trans>
      </p>
      <ul className="row-list">
        {entries.map((entry) => (
          <li key={entry.id}>
            <div className="row-name">
              <Link
                to="/content/$collection/$entryId"
                params={{ collection: entry.collection, entryId: entry.id }}
              >
                {entryTitle(entry)}
              </Link>
              {entry.withheld !== null && (
                <div className="row-about withheld-reason">
                  <WithheldReason {...entry.withheld} />
                </div>
              )}
            </div>
            <div className="row-side">
              <StateChip entry={entry} />
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
