import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { PencilLine, Settings2, UserPlus } from 'lucide-react';
import type { ReactNode } from 'react';
import { allows } from '../../../model/permission.ts';
import { contentModelQuery } from '../api/queries.ts';
import { useSession } from '../app/use-session.ts';
import { labelText } from '../content/label-text.ts';
import { articlesOf } from './articles-of.ts';

/** For whoever has written nothing yet: where to begin. */
export function FirstSteps(): ReactNode {
  const { t } = useLingui();
  const { session } = useSession();
  const model = useQuery(contentModelQuery).data;
  const articles = articlesOf(model);
  const locale = model?.locales[0] ?? null;
  const [single, about] =
    Object.entries(model?.collections ?? {}).find(
      ([collection, declared]) =>
        declared.single && allows(session.entryGrants, 'entry.save', { collection, locale, whose: 'any' }),
    ) ?? [];
  return (
    <section className="first-steps" aria-label={t`First steps`}>
      <h2>
        <Trans>First steps</Trans>
      </h2>
      <ul>
        {articles !== null && (
          <li>
            <Link to="/content/$collection/$entryId" params={{ collection: articles, entryId: 'new' }}>
              <PencilLine aria-hidden="true" />
              <strong>
                <Trans>Write your first article</Trans>
              </strong>
              <span className="soft">
                <Trans>It saves itself, and nobody sees it before you publish it.</Trans>
              </span>
            </Link>
          </li>
        )}
        {single !== undefined && (
          <li>
            <Link to="/single/$collection" params={{ collection: single }}>
              <Settings2 aria-hidden="true" />
              <strong>{labelText(about?.label ?? single)}</strong>
              <span className="soft">
                <Trans>Give the site its name, and say what it is about.</Trans>
              </span>
            </Link>
          </li>
        )}
        {session.siteActions.includes('user.change') && (
          <li>
            <Link to="/settings/people">
              <UserPlus aria-hidden="true" />
              <strong>
                <Trans>Invite others</Trans>
              </strong>
              <span className="soft">
                <Trans>Each with what they may do: write, edit, publish.</Trans>
              </span>
            </Link>
          </li>
        )}
      </ul>
    </section>
  );
}
