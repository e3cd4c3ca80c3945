import { useLingui } from '@lingui/react/macro';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { ApiError } from '../../../model/api/api-error.ts';
import type { OpenInvite } from '../../../model/api/invite.ts';
import type { HalfwaySignIn } from '../../../model/api/second-factor.ts';
import { api } from '../api/api.ts';
import { useRoleName } from '../settings/people/use-role-name.ts';
import { Form } from '../ui/form.tsx';
import type { FormValues } from '../ui/form.tsx';
import { enter } from './enter.ts';
import { useEmailField, useNameField, useNewPasswordField } from './fields.ts';
import { Gate } from './gate-frame.tsx';
import { needsMore, SecondStep } from './second-step.tsx';

/** What a mail leads to, whoever is signed in here: the token stands behind the # of the address, which no server gets to see. */
export function InvitePage(): ReactNode {
  return <AcceptInvite token={location.hash.slice(1)} onSignedIn={enter} />;
}

export function ResetPage(): ReactNode {
  const token = location.hash.slice(1);
  return token === '' ? <AskForReset /> : <ResetPassword token={token} onSignedIn={enter} />;
}

type TokenProps = { token: string; onSignedIn: () => void };

/** It is asked first whom the link invites, so that nobody fills in a form for nothing. */
function AcceptInvite({ token, onSignedIn }: TokenProps): ReactNode {
  const { t } = useLingui();
  const nameOf = useRoleName();
  const fields = [useNameField(), useNewPasswordField()];
  const [invite, setInvite] = useState<OpenInvite | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  useEffect(() => {
    let isCurrent = true;
    void (async () => {
      try {
        const found = await api.readInvite({ invite: token });
        if (isCurrent) setInvite(found.body);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (isCurrent) setRefusal(error.message);
      }
    })();
    return () => {
      isCurrent = false;
    };
  }, [token]);
  if (refusal !== null) return <Refused message={refusal} />;
  if (invite === null) return null;

  const { email } = invite;
  const role = nameOf(invite.role, invite.roleName);
  const invitedBy = invite.invitedBy ?? t`The site`;
  async function accept(body: FormValues<'name' | 'password'>): Promise<void> {
    await api.acceptInvite({ invite: token, body });
    onSignedIn();
  }
  return (
    <Gate title={t`You are invited`}>
      <p className="soft">{t`${invitedBy} invites ${email} to work here, as: ${role}.`}</p>
      <Form fields={fields} submitLabel={t`Create account`} onSubmit={accept} />
    </Gate>
  );
}

function AskForReset(): ReactNode {
  const { t } = useLingui();
  const emailField = useEmailField();
  const [isMailed, setMailed] = useState<boolean | null>(null);
  // The link in the mail may be opened in this very tab, and differs from its address behind the # alone.
  useEffect(() => {
    const follow = (): void => location.reload();
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  async function ask(values: FormValues<'email'>): Promise<void> {
    setMailed((await api.requestPasswordReset({ body: values })).body.isMailed);
  }
  return (
    <Gate title={t`A new password`}>
      {isMailed === null ? (
        <Form fields={[emailField]} submitLabel={t`Send me a link`} onSubmit={ask} />
      ) : (
        <p role="status">
          {isMailed
            ? t`If there is an account with this address, a mail with a link is on its way. It works once, for an hour.`
            : t`This installation sends no mail. Ask whoever runs it: where there is an account with this address, the log of the server has a link now. It works once, for an hour.`}
        </p>
      )}
      <p>
        <a href="/admin/">{t`Back to the sign-in`}</a>
      </p>
    </Gate>
  );
}

function ResetPassword({ token, onSignedIn }: TokenProps): ReactNode {
  const { t } = useLingui();
  const password = useNewPasswordField();
  const [halfway, setHalfway] = useState<HalfwaySignIn | null>(null);
  async function reset(body: FormValues<'password'>): Promise<void> {
    const answer = (await api.resetPassword({ token, body })).body;
    if (needsMore(answer)) setHalfway(answer);
    else onSignedIn();
  }
  if (halfway !== null) return <SecondStep secondFactors={halfway.secondFactors} onSignedIn={onSignedIn} />;
  return (
    <Gate title={t`Choose a new password`}>
      <p className="soft">{t`It ends all sessions that are open, on every machine.`}</p>
      <Form fields={[password]} submitLabel={t`Set the password`} onSubmit={reset} />
      <p>
        <a href="/admin/reset">{t`Send me another link`}</a>
      </p>
    </Gate>
  );
}

function Refused({ message }: { message: string }): ReactNode {
  const { t } = useLingui();
  return (
    <Gate title={t`This link does not work any more`}>
      <p>{message}</p>
      <p>
        <a href="/admin/">{t`Sign in`}</a>
      </p>
    </Gate>
  );
}
