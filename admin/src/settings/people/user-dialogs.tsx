import { useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '../../api/api.ts';
import { showToast } from '../../ui/toast.ts';
import { ConsentDialog } from '../consent-dialog.tsx';
import { FormDialog } from '../form-dialog.tsx';
import { formText } from '../form-text.ts';
import { usersQuery } from './people-queries.ts';
import { RoleChoice } from './role-choice.tsx';
import type { AboutUser, Account } from './user-record.tsx';

export type UserQuestion = { about: AboutUser; user: Account };

type UserDialogsProps = { question: UserQuestion; onLeave: () => void };

/** Each change of somebody's account, with what it does to them. */
export function UserDialogs({ onLeave, question: { about, user } }: UserDialogsProps): ReactNode {
  const client = useQueryClient();
  const done = async (text: string): Promise<void> => {
    await client.invalidateQueries({ queryKey: usersQuery.queryKey });
    showToast({ kind: 'done', text });
  };
  return about === 'role' ? (
    <RoleDialog user={user} done={done} onLeave={onLeave} />
  ) : (
    <UserConsent about={about} user={user} done={done} onLeave={onLeave} />
  );
}

type DialogProps = { user: Account; done: (text: string) => Promise<void>; onLeave: () => void };

function RoleDialog({ done, onLeave, user: { id, name, role } }: DialogProps): ReactNode {
  const { t } = useLingui();
  const change = async (data: FormData): Promise<void> => {
    await api.changeRole({ id, body: { role: formText(data, 'role') } });
    await done(t`${name} has another role now.`);
  };
  return (
    <FormDialog
      title={t`The role of ${name}`}
      submitLabel={t`Change the role`}
      onSubmit={change}
      onLeave={onLeave}
    >
      <p className="hint">{t`It holds from now on, also where they are signed in.`}</p>
      <RoleChoice chosen={role} />
    </FormDialog>
  );
}

type Consented = Exclude<AboutUser, 'role'>;

const ACTS: Record<Consented, (request: { id: string }) => Promise<unknown>> = {
  deactivate: async (request) => await api.deactivateUser(request),
  activate: async (request) => await api.activateUser(request),
  sessions: async (request) => await api.endSessionsOfUser(request),
  factors: async (request) => await api.resetSecondFactorsOfUser(request),
};

function UserConsent({ about, done, onLeave, user }: DialogProps & { about: Consented }): ReactNode {
  const { confirm, said, text, title } = useConsentWords(user.name)[about];
  return (
    <ConsentDialog
      title={title}
      confirmLabel={confirm}
      isHarmless={about === 'activate'}
      onConfirm={async () => {
        await ACTS[about]({ id: user.id });
        await done(said);
      }}
      onLeave={onLeave}
    >
      {text}
    </ConsentDialog>
  );
}

type Words = { title: string; text: string; confirm: string; said: string };

function useConsentWords(name: string): Record<Consented, Words> {
  const { t } = useLingui();
  return {
    deactivate: {
      title: t`Deactivate ${name}?`,
      text: t`They are signed out everywhere, and cannot sign in until somebody activates them again. Their API tokens are refused. What they have written stays.`,
      confirm: t`Deactivate`,
      said: t`${name} cannot sign in any more.`,
    },
    activate: {
      title: t`Activate ${name}?`,
      text: t`They can sign in again, with the role that they had.`,
      confirm: t`Activate`,
      said: t`${name} can sign in again.`,
    },
    sessions: {
      title: t`End all sessions of ${name}?`,
      text: t`They are signed out everywhere, and can sign in again at once.`,
      confirm: t`End all sessions`,
      said: t`${name} is signed out everywhere.`,
    },
    factors: {
      title: t`Reset the second factors of ${name}?`,
      text: t`Their passkeys, app codes and recovery codes open nothing any more, and they are signed out everywhere. Make sure that it is they who ask for it: from then on their password alone lets them in.`,
      confirm: t`Reset the second factors`,
      said: t`${name} has no second factor any more.`,
    },
  };
}
