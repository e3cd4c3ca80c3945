import { useLingui } from '@lingui/react/macro';
import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { ListFilter, ScrollText } from 'lucide-react';
import type { ReactNode } from 'react';
import { api } from '../../api/api.ts';
import { momentInFull } from '../../i18n/when.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { MoreButton } from '../more-button.tsx';
import { RecordJson } from '../record-json.tsx';
import { SettingsPage } from '../settings-page.tsx';
import { Shown } from '../shown.tsx';
import { AuditFilters } from './audit-filters.tsx';
import { auditRequest, type AuditChoice } from './audit-choice.ts';
import type { AuditEntry } from './audit-entry.ts';
import { AuditSentence } from './audit-sentence.tsx';

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
      <AuditFilters key={JSON.stringify(choice)} choice={choice} subjectName={nameOf(choice, audit.data)} />
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

/** As the records have it that are shown. */
function nameOf({ subject }: AuditChoice, found: { pages: { records: AuditEntry[] }[] } | undefined) {
  const abouts = (found?.pages ?? []).flatMap(({ records }) => records.flatMap(({ about }) => about));
  return abouts.find((about) => about.subject === subject)?.name ?? null;
}

function AuditRecord({ record }: { record: AuditEntry }): ReactNode {
  const { t } = useLingui();
  const navigate = route.useNavigate();
  const { action, at, correlationId, details, isErased, subject, token } = record;
  const narrow = (more: AuditChoice): void => void navigate({ search: (before) => ({ ...before, ...more }) });
  return (
    <li className="record">
      <div className="record-main">
        <span className="record-name">
          <AuditSentence record={record} />
        </span>
        <span className="record-about">
          <time dateTime={at}>{momentInFull(at)}</time> · <code>{action}</code>
          {token !== null && <> · {t`by the token “${token.name}”`}</>}
        </span>
      </div>
      <div className="record-actions">
        <Button look="quiet" label={t`Only this subject`} onClick={() => narrow({ subject })}>
          <ListFilter />
        </Button>
      </div>
      {isErased ? (
        <span className="record-about record-wide">{t`The details had to be erased.`}</span>
      ) : (
        <RecordJson of={{ subject, ...details, correlationId }} summary={t`Details`} />
      )}
    </li>
  );
}
