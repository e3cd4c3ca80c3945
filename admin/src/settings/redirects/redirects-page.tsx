import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Download, FileUp, Plus } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useSession } from '../../app/use-session.ts';
import { Button } from '../../ui/button.tsx';
import { BreakingDialog } from '../breaking-dialog.tsx';
import { ConsentDialog } from '../consent-dialog.tsx';
import { SettingsPage } from '../settings-page.tsx';
import { Shown } from '../shown.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { PathTest } from './path-test.tsx';
import { writeRedirects, type RedirectRow } from './redirect-csv.ts';
import { RedirectDialog } from './redirect-dialog.tsx';
import { RedirectList } from './redirect-list.tsx';
import { redirectsQuery } from './redirects-query.ts';
import { saveText } from './save-text.ts';
import { useRedirectChanges } from './use-redirect-changes.ts';

type Open =
  | { form: 'set'; redirect: RedirectRow | null }
  | { form: 'remove'; redirect: RedirectRow }
  | { form: 'import' };

/** Where paths without a page lead. */
export function RedirectsPage(): ReactNode {
  const { t } = useLingui();
  const redirects = useQuery(redirectsQuery);
  const mayChange = useSession().session.siteActions.includes('redirect.publish');
  const [open, setOpen] = useState<Open | null>(null);
  const { broken, forget, remove, set } = useRedirectChanges();
  const leave = (): void => setOpen(null);
  return (
    <SettingsPage
      title={t`Redirects`}
      lead={t`Where addresses without a page lead. Entries that move leave one behind by themselves.`}
      action={
        mayChange && (
          <Button look="solid" onClick={() => setOpen({ form: 'set', redirect: null })}>
            <Plus aria-hidden="true" />
            {t`Add a redirect`}
          </Button>
        )
      }
    >
      <PathTest redirects={redirects.data ?? []} />
      <Shown of={redirects}>
        {(all) => (
          <>
            <RedirectList
              redirects={all}
              mayChange={mayChange}
              onChange={(redirect) => setOpen({ form: 'set', redirect })}
              onRemove={(redirect) => setOpen({ form: 'remove', redirect })}
              tools={
                <Tools redirects={all} onImport={mayChange ? () => setOpen({ form: 'import' }) : null} />
              }
            />
            {open?.form === 'import' && <ImportDialog redirects={all} onLeave={leave} />}
          </>
        )}
      </Shown>
      {open?.form === 'set' && <RedirectDialog redirect={open.redirect} onSave={set} onLeave={leave} />}
      {open?.form === 'remove' && (
        <ConsentDialog
          title={t`Remove the redirect from ${open.redirect.path}?`}
          confirmLabel={t`Remove`}
          onConfirm={async () => await remove(open.redirect)}
          onLeave={leave}
        >
          {t`Visitors who open this address are told that there is no such page.`}
        </ConsentDialog>
      )}
      {broken !== null && <BreakingDialog broken={broken} onLeave={forget} />}
    </SettingsPage>
  );
}

type ToolsProps = { redirects: readonly RedirectRow[]; onImport: (() => void) | null };

function Tools({ onImport, redirects }: ToolsProps): ReactNode {
  const { t } = useLingui();
  return (
    <>
      {onImport !== null && (
        <Button onClick={onImport}>
          <FileUp aria-hidden="true" />
          {t`Import CSV`}
        </Button>
      )}
      <Button
        disabled={redirects.length === 0}
        onClick={() => saveText('redirects.csv', writeRedirects(redirects))}
      >
        <Download aria-hidden="true" />
        {t`Export CSV`}
      </Button>
    </>
  );
}
