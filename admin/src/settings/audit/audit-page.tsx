import { useLingui } from '@lingui/react/macro';
import { infiniteQueryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { ScrollText } from 'lucide-react';
import type { ReactNode } from 'react';
import type { z } from 'zod';
import type { auditListSchema } from '../../../../model/api/audit.ts';
import { api } from '../../api/api.ts';
import { useSession } from '../../app/use-session.ts';
import { momentInFull } from '../../i18n/when.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { MoreButton } from '../more-button.tsx';
import { usersQuery } from '../people/people-queries.ts';
import { RecordJson } from '../record-json.tsx';
import { SettingsPage } from '../settings-page.tsx';
import { Shown } from '../shown.tsx';
import { auditRequest, type AuditChoice } from './audit-choice.ts';

const route = getRouteApi('/signed-in/settings/audit');

function auditQuery(choice: AuditChoice) {
  return infiniteQueryOptions({
    queryKey: ['audit', choice],
    queryFn: async ({ pageParam, signal }) => {
      const query = { ...auditRequest(choice), ...(pageParam !== null && { cursor: pageParam }) };
      return (await api.searchAudit({ query, signal })).body;
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    // Everything that is done is written here; nobody tells which of it would be found.
    staleTime: 0,
  });
}

/** Who did what to what, and when. */
export function AuditPage(): ReactNode {
  const { t } = useLingui();
  const choice = route.useSearch();
  const audit = useInfiniteQuery(auditQuery(choice));
  return (
    <SettingsPage
      title={t`Audit log`}
      lead={t`Every change of content, access and settings. Nobody can change or remove what is written here.`}
    >
      <Filters key={JSON.stringify(choice)} choice={choice} />
      <Shown of={audit}>
        {({ pages }) => {
          const records = pages.flatMap((page) => page.records);
          if (records.length === 0)
            return (
              <Empty icon={<ScrollText />} title={t`Nothing fits`}>
                {t`Nothing of this kind was done in this time.`}
              </Empty>
            );
          return (
            <ul className="records" aria-label={t`Audit log`}>
              {records.map((record) => (
                <AuditRecord key={record.id} record={record} />
              ))}
            </ul>
          );
        }}
      </Shown>
      <MoreButton of={audit} />
    </SettingsPage>
  );
}

function AuditRecord({ record }: { record: z.output<typeof auditListSchema>['records'][number] }): ReactNode {
  const { t } = useLingui();
  const navigate = route.useNavigate();
  const { action, actor, at, correlationId, details, isErased, subject, token } = record;
  const narrow = (more: AuditChoice): void => void navigate({ search: (before) => ({ ...before, ...more }) });
  return (
    <li className="record">
      <div className="record-main">
        <span className="record-name">
          <code>{action}</code>
          <Button look="quiet" title={t`Only this subject`} onClick={() => narrow({ subject })}>
            <code>{subject}</code>
          </Button>
        </span>
        <span className="record-about">
          <time dateTime={at}>{momentInFull(at)}</time> ·{' '}
          {actor === null ? t`the installation` : (actor.name ?? actor.id)}
          {token !== null && <> · {t`by the token “${token.name}”`}</>}
        </span>
      </div>
      {isErased ? (
        <span className="record-about record-wide">{t`The details had to be erased.`}</span>
      ) : (
        <RecordJson of={{ ...details, correlationId }} summary={t`Details`} />
      )}
    </li>
  );
}

/** In the address, so that what was found can be sent to somebody. */
function Filters({ choice }: { choice: AuditChoice }): ReactNode {
  const { t } = useLingui();
  const navigate = route.useNavigate();
  const mayReadUsers = useSession().session.siteActions.includes('user.read');
  const users = useQuery({ ...usersQuery, enabled: mayReadUsers }).data ?? [];
  const find = (data: FormData): void => {
    const chosen = Object.fromEntries(
      [...data].filter(([, value]) => typeof value === 'string' && value.trim() !== ''),
    );
    void navigate({ search: chosen as AuditChoice });
  };
  return (
    <form
      className="records-tools"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        find(new FormData(event.currentTarget));
      }}
    >
      {mayReadUsers && (
        <label>
          {t`Who`}
          <select key={users.length} name="actor" defaultValue={choice.actor ?? ''}>
            <option value="">{t`Everybody`}</option>
            {users.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      <label>
        {t`Action`}
        <input
          name="action"
          defaultValue={choice.action}
          placeholder="entry.publish"
          pattern="[a-z0-9.\-]+"
        />
      </label>
      <label>
        {t`Subject`}
        <input name="subject" defaultValue={choice.subject} placeholder="entry:…" />
      </label>
      <label>
        {t`From`}
        <input name="from" type="date" defaultValue={choice.from} />
      </label>
      <label>
        {t`Up to`}
        <input name="to" type="date" defaultValue={choice.to} />
      </label>
      <Button type="submit" look="solid">{t`Find`}</Button>
      {Object.keys(choice).length > 0 && (
        <Button look="quiet" onClick={() => void navigate({ search: {} })}>
          {t`Show everything`}
        </Button>
      )}
    </form>
  );
}
