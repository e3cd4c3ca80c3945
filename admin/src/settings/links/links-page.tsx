import { useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link2 } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useSession } from '../../app/use-session.ts';
import { Empty } from '../../ui/empty.tsx';
import { BreakingDialog } from '../breaking-dialog.tsx';
import { MoreButton } from '../more-button.tsx';
import { RedirectDialog } from '../redirects/redirect-dialog.tsx';
import { useRedirectChanges } from '../redirects/use-redirect-changes.ts';
import { SettingsPage } from '../settings-page.tsx';
import { Shown } from '../shown.tsx';
import { BrokenLinkRow } from './broken-link-row.tsx';
import { brokenLinksQuery } from './broken-links-query.ts';

/** The links on public pages that lead nowhere, where they stand, and what can be done about them. */
export function LinksPage(): ReactNode {
  const { t } = useLingui();
  const query = useInfiniteQuery(brokenLinksQuery);
  const mayLeadOn = useSession().session.siteActions.includes('redirect.publish');
  const [from, setFrom] = useState<string | null>(null);
  const { broken, forget, set } = useRedirectChanges();
  return (
    <SettingsPage
      title={t`Broken links`}
      lead={t`Links on the pages that visitors see now which lead to no page of the site, or to a place that its page does not have.`}
    >
      <Shown of={query}>
        {({ pages }) => {
          const links = pages.flatMap((page) => page.links);
          return links.length === 0 ? (
            <Empty icon={<Link2 />} title={t`Every link leads somewhere`}>
              {t`Before something is published or withdrawn, you are told which links that would break.`}
            </Empty>
          ) : (
            <ul className="records">
              {links.map((link) => (
                <BrokenLinkRow
                  key={`${link.path}#${link.anchor ?? ''}`}
                  link={link}
                  onLeadOn={mayLeadOn && link.anchor === null ? () => setFrom(link.path) : null}
                />
              ))}
            </ul>
          );
        }}
      </Shown>
      <MoreButton of={query} />
      {from !== null && (
        <RedirectDialog redirect={null} from={from} onSave={set} onLeave={() => setFrom(null)} />
      )}
      {broken !== null && <BreakingDialog broken={broken} onLeave={forget} />}
    </SettingsPage>
  );
}
