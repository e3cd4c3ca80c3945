import { useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { api } from '../../api/api.ts';
import { whenInWords } from '../../i18n/when.ts';
import { Button } from '../../ui/button.tsx';
import { showToast } from '../../ui/toast.ts';
import { ConsentDialog } from '../consent-dialog.tsx';
import { Shown } from '../shown.tsx';
import { invitesQuery } from './people-queries.ts';
import { useRoleName } from './use-role-name.ts';

type Asked = { id: string; email: string };

/** Who has been invited, and has not come yet. */
export function InviteList({ mayChange }: { mayChange: boolean }): ReactNode {
  const { t } = useLingui();
  const client = useQueryClient();
  const roleName = useRoleName();
  const invites = useQuery(invitesQuery);
  const [asked, setAsked] = useState<Asked | null>(null);
  const withdraw = async ({ email, id }: Asked): Promise<void> => {
    await api.withdrawInvite({ invite: id });
    await client.invalidateQueries({ queryKey: invitesQuery.queryKey });
    showToast({ kind: 'done', text: t`The invite to ${email} opens nothing any more.` });
  };
  return (
    <>
      <h2>{t`Open invites`}</h2>
      <Shown of={invites}>
        {(all) =>
          all.length === 0 ? (
            <p className="soft">{t`Nobody is invited who has not come.`}</p>
          ) : (
            <ul className="records" aria-label={t`Open invites`}>
              {all.map(({ email, expiresAt, id, invitedBy, name, role, roleName: known }) => (
                <li key={id} className="record">
                  <div className="record-main">
                    <span className="record-name">
                      {name ?? email}
                      <span className="state-chip">{roleName(role, known)}</span>
                    </span>
                    <span className="record-about">
                      {email} · {t`ends ${whenInWords(expiresAt)}`}
                      {invitedBy !== null && <> · {t`by ${invitedBy}`}</>}
                    </span>
                  </div>
                  {mayChange && (
                    <div className="record-actions">
                      <Button
                        look="quiet"
                        aria-label={t`Withdraw the invite to ${email}`}
                        onClick={() => setAsked({ id, email })}
                      >
                        {t`Withdraw`}
                      </Button>
                    </div>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
      {asked !== null && (
        <ConsentDialog
          title={t`Withdraw the invite to ${asked.email}?`}
          confirmLabel={t`Withdraw`}
          onConfirm={async () => await withdraw(asked)}
          onLeave={() => setAsked(null)}
        >
          {t`The link in their mail opens nothing any more. They can be invited again.`}
        </ConsentDialog>
      )}
    </>
  );
}
