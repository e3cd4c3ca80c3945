import { useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { contentModelQuery } from '../api/queries.ts';
import { useSession } from '../app/use-session.ts';
import { entryTitle } from '../content/entry-title.ts';
import { labelText } from '../content/label-text.ts';
import { momentInFull } from '../i18n/when.ts';
import { findUnsavedWords } from './find-unsaved-words.ts';
import { WaitingList } from './waiting-list.tsx';

/** Where words of this device wait to be put back, also of what was never saved. */
export function UnsavedWords(): ReactNode {
  const { t } = useLingui();
  const client = useQueryClient();
  const userId = useSession().session.user.id;
  const model = useQuery(contentModelQuery).data;
  const { data: found = [] } = useQuery({
    queryKey: ['unsaved-words', userId],
    queryFn: async () => (model === undefined ? [] : await findUnsavedWords({ client, model, userId })),
    enabled: model !== undefined,
    staleTime: 0,
    // Where the browser keeps nothing there is nothing to be found.
    retry: false,
  });
  if (found.length === 0) return null;
  return (
    <div className="waiting-lists unsaved-words">
      <WaitingList title={t`Words that were not saved`}>
        {found.map(({ collection, entryId, keptAt, key, locale, title }) => (
          <li key={key}>
            <Link
              to="/content/$collection/$entryId"
              params={{ collection, entryId }}
              search={locale === undefined ? {} : { locale }}
            >
              {entryTitle({ collection, title })}
            </Link>
            <span className="soft">
              {labelText(model?.collections[collection]?.label ?? collection)} · {momentInFull(keptAt)}
            </span>
          </li>
        ))}
      </WaitingList>
    </div>
  );
}
