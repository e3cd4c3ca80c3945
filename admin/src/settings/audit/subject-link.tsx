import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useSession } from '../../app/use-session.ts';
import type { AuditAbout } from './audit-entry.ts';

type Linked = { about: AuditAbout; actorId: string | null; children: ReactNode };

/** Leads to where the subject is, if there is a page and the reader finds it there. */
export function SubjectLink({ about, actorId, children }: Linked): ReactNode {
  const { user } = useSession().session;
  const { collection, isThere, subject } = about;
  const [kind = '', id = ''] = subject.split(':');
  if (!isThere) return children;
  if (kind === 'entry' && collection !== null)
    return (
      <Link to="/content/$collection/$entryId" params={{ collection, entryId: id }}>
        {children}
      </Link>
    );
  if (kind === 'media')
    return (
      <Link to="/media" search={{ file: id }}>
        {children}
      </Link>
    );
  if (kind === 'bundle')
    return (
      <Link to="/bundles/$bundleId" params={{ bundleId: id }}>
        {children}
      </Link>
    );
  if (kind === 'webhook')
    return (
      <Link to="/settings/webhooks/$webhookId" params={{ webhookId: id }}>
        {children}
      </Link>
    );
  const to = LISTS.get(kind);
  // Everybody sees the tokens of their own alone.
  if (to === undefined || (kind === 'token' && actorId !== user.id)) return children;
  return <Link to={to}>{children}</Link>;
}

/** Where those are that have no page of their own. */
const LISTS = new Map(
  Object.entries({
    job: '/settings/jobs',
    redirect: '/settings/redirects',
    release: '/releases',
    role: '/settings/roles',
    token: '/settings/tokens',
    user: '/settings/people',
  } as const),
);
