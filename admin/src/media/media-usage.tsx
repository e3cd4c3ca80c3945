import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Media } from '../../../model/api/media.ts';
import { entryTitle } from '../content/entry-title.ts';
import { mediaUsageQuery } from './media-queries.ts';
import './media-usage.css';

/** Where the file stands: in which entries, and on which pages visitors see it. */
export function MediaUsage({ media }: { media: Media }): ReactNode {
  const { t } = useLingui();
  const { data: usage, error } = useQuery(mediaUsageQuery(media.id));
  const standing = { draft: t`in the draft`, public: t`in public`, both: t`in draft and in public` };
  return (
    <section className="media-usage">
      <h3>
        <Trans>Where it stands</Trans>
      </h3>
      {error !== null && <p className="hint">{error.message}</p>}
      {usage?.count === 0 && (usage.shownOn?.pages.length ?? 0) === 0 && (
        <p className="hint">
          <Trans>In no entry and on no page.</Trans>
        </p>
      )}
      {usage !== undefined && usage.count > 0 && (
        <ul>
          {usage.entries.map((entry) => (
            <li key={entry.id}>
              <Link
                to="/content/$collection/$entryId"
                params={{ collection: entry.collection, entryId: entry.id }}
              >
                {entryTitle(entry)}
              </Link>{' '}
              <span className="hint">{standing[entry.standsIn]}</span>
            </li>
          ))}
          {usage.count > usage.entries.length && (
            <li className="hint">
              <Plural
                value={usage.count - usage.entries.length}
                one="and # more entry"
                other="and # more entries"
              />
            </li>
          )}
        </ul>
      )}
      {usage?.shownOn !== undefined && usage.shownOn !== null && usage.shownOn.pages.length > 0 && (
        <>
          <h4>
            <Trans>Visitors see it on</Trans>
          </h4>
          <ul>
            {usage.shownOn.pages.map(({ path, url }) => (
              <li key={path}>
                <a href={url} target="_blank" rel="noreferrer">
                  {path}
                </a>
              </li>
            ))}
            {usage.shownOn.nextCursor !== null && (
              <li className="hint">
                <Trans>and more pages</Trans>
              </li>
            )}
          </ul>
        </>
      )}
    </section>
  );
}
