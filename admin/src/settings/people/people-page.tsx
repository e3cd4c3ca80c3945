import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useSession } from '../../app/use-session.ts';
import { Button } from '../../ui/button.tsx';
import { SecretOnce } from '../secret-once.tsx';
import { SettingsPage } from '../settings-page.tsx';
import { Shown } from '../shown.tsx';
import { InviteDialog, type InviteLink } from './invite-dialog.tsx';
import { InviteList } from './invite-list.tsx';
import { usersQuery } from './people-queries.ts';
import { UserDialogs, type UserQuestion } from './user-dialogs.tsx';
import { UserRecord } from './user-record.tsx';

/** Who may come in, as what. */
export function PeoplePage(): ReactNode {
  const { t } = useLingui();
  const { session } = useSession();
  const users = useQuery(usersQuery);
  const mayChange = session.siteActions.includes('user.change');
  const [isInviting, setInviting] = useState(false);
  const [made, setMade] = useState<InviteLink | null>(null);
  const [question, setQuestion] = useState<UserQuestion | null>(null);
  return (
    <SettingsPage
      title={t`People`}
      lead={t`Who has an account, and what they may do. Nobody gives what they may not do themselves.`}
      action={
        mayChange && (
          <Button look="solid" onClick={() => setInviting(true)}>
            <UserPlus aria-hidden="true" />
            {t`Invite somebody`}
          </Button>
        )
      }
    >
      {made !== null && (
        <SecretOnce title={t`The link for ${made.email}`} secret={made.link} onKept={() => setMade(null)}>
          {t`No mail was sent: this installation has no mail server. Send them this link yourself. It is shown this once, opens one account, and ends in seven days.`}
        </SecretOnce>
      )}
      <Shown of={users}>
        {(all) => (
          <ul className="records" aria-label={t`People`}>
            {all.map((user) => (
              <UserRecord
                key={user.id}
                user={user}
                isOneself={user.id === session.user.id}
                siteActions={session.siteActions}
                onAsk={(about) => setQuestion({ about, user })}
              />
            ))}
          </ul>
        )}
      </Shown>
      {session.siteActions.includes('user.read') && <InviteList mayChange={mayChange} />}
      {isInviting && <InviteDialog onLink={setMade} onLeave={() => setInviting(false)} />}
      {question !== null && <UserDialogs question={question} onLeave={() => setQuestion(null)} />}
    </SettingsPage>
  );
}
