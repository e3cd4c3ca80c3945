import { Plural, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CornerDownRight, Signpost } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { redirectAddress } from '../../../../model/redirect-target.ts';
import { entryQuery } from '../../api/queries.ts';
import { entryTitle } from '../../content/entry-title.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import type { RedirectRow } from './redirect-csv.ts';

type RedirectListProps = {
  redirects: readonly RedirectRow[];
  mayChange: boolean;
  tools: ReactNode;
  onChange: (redirect: RedirectRow) => void;
  onRemove: (redirect: RedirectRow) => void;
};

/** More than anybody reads: whoever looks for one types a part of it. */
const SHOWN_AT_ONCE = 100;

export function RedirectList({ tools, ...props }: RedirectListProps): ReactNode {
  const { t } = useLingui();
  const { redirects } = props;
  const [sought, setSought] = useState('');
  const [shown, setShown] = useState(SHOWN_AT_ONCE);
  const words = sought.trim().toLowerCase();
  const fitting = redirects.filter(({ path, to }) =>
    [path, to === null || to.kind === 'entry' ? '' : redirectAddress(to)].some((part) =>
      part.toLowerCase().includes(words),
    ),
  );
  return (
    <>
      <div className="records-tools">
        <input
          type="search"
          className="search-line"
          aria-label={t`Search redirects`}
          placeholder={t`Search redirects`}
          value={sought}
          onChange={({ target }) => setSought(target.value)}
        />
        {tools}
      </div>
      <p className="for-screen-readers" role="status">
        <Plural value={fitting.length} one="# redirect" other="# redirects" />
      </p>
      {fitting.length === 0 ? (
        <Empty icon={<Signpost />} title={redirects.length === 0 ? t`No redirects yet` : t`Nothing fits`}>
          {redirects.length === 0
            ? t`Every address of the site leads to its page, and all others to none.`
            : t`No redirect has this in its address or its target.`}
        </Empty>
      ) : (
        <ul className="records">
          {fitting.slice(0, shown).map((redirect) => (
            <Redirect key={redirect.path} redirect={redirect} {...props} />
          ))}
        </ul>
      )}
      {fitting.length > shown && (
        <div className="records-more">
          <Button onClick={() => setShown(shown + SHOWN_AT_ONCE)}>{t`Show more`}</Button>
        </div>
      )}
    </>
  );
}

type RedirectProps = Omit<RedirectListProps, 'tools' | 'redirects'> & { redirect: RedirectRow };

function Redirect({ mayChange, onChange, onRemove, redirect }: RedirectProps): ReactNode {
  const { t } = useLingui();
  const { path, status, to } = redirect;
  const kinds = { 301: t`for good`, 302: t`for now`, 410: t`gone` };
  return (
    <li className="record">
      <div className="record-main">
        <span className="record-name">
          <code>{path}</code>
        </span>
        <span className="record-about">
          {to !== null && (
            <>
              <CornerDownRight aria-label={t`leads to`} size={12} />{' '}
              {to.kind === 'entry' ? (
                <TargetEntry entryId={to.entryId} />
              ) : (
                <code>{redirectAddress(to)}</code>
              )}
              {' · '}
            </>
          )}
          {kinds[status]} ({status})
        </span>
      </div>
      {mayChange && (
        <div className="record-actions">
          <Button look="quiet" aria-label={t`Change ${path}`} onClick={() => onChange(redirect)}>
            {t`Change`}
          </Button>
          <Button look="quiet" aria-label={t`Remove ${path}`} onClick={() => onRemove(redirect)}>
            {t`Remove`}
          </Button>
        </div>
      )}
    </li>
  );
}

function TargetEntry({ entryId }: { entryId: string }): ReactNode {
  const { t } = useLingui();
  const { data: entry } = useQuery(entryQuery(entryId));
  if (entry === undefined) return t`an entry`;
  return (
    <Link to="/content/$collection/$entryId" params={{ collection: entry.collection, entryId }}>
      {entryTitle(entry)}
    </Link>
  );
}
