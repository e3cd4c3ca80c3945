import { useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Fragment, type ReactNode } from 'react';
import { entryTitle } from '../content/entry-title.ts';
import type { Schedule } from './schedule-queries.ts';

/** Leads to each entry that it is about. */
export function ScheduleTitles({ schedule: { entries } }: { schedule: Schedule }): ReactNode {
  const { t } = useLingui();
  return (
    <span>
      {entries.map(({ action, collection, id, title }, index) => (
        <Fragment key={id}>
          {index > 0 && ' · '}
          {action === 'withdraw' && t`Withdraw:`}{' '}
          {collection === null || title === null || title === '' ? (
            t`An entry that is gone`
          ) : (
            <Link to="/content/$collection/$entryId" params={{ collection, entryId: id }}>
              {entryTitle({ collection, title })}
            </Link>
          )}
        </Fragment>
      ))}
    </span>
  );
}
