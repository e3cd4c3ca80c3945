import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useId, useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import type { SignInPolicy } from '../../../model/api/sign-in-policy.ts';
import { AskDialog } from '../ui/ask-dialog.tsx';
import { useRoleName } from './people/use-role-name.ts';
import { Button } from '../ui/button.tsx';

type ConcernedRole = SignInPolicy['roles'][number];

type FormProps = {
  policy: SignInPolicy;
  /** Of who decides. */
  ownRole: string;
  isBusy: boolean;
  onChoice: () => void;
  onSave: (secondFactorRoles: string[]) => void;
};

export function SignInPolicyForm({ policy, ownRole, isBusy, onChoice, onSave }: FormProps): ReactNode {
  const { t } = useLingui();
  const consequence = useConsequence();
  const [chosen, setChosen] = useState<readonly string[]>(policy.secondFactorRoles);
  const [isAsking, setAsking] = useState(false);
  const concernsOneself = chosen.includes(ownRole) && !policy.hasOwnSecondFactor;

  function choose(role: string, isChosen: boolean): void {
    setChosen(isChosen ? [...chosen, role] : chosen.filter((other) => other !== role));
    onChoice();
  }
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    if (concernsOneself) setAsking(true);
    else onSave([...chosen]);
  }
  return (
    <form className="section" onSubmit={submit}>
      <fieldset>
        <legend>{t`Roles that need a second factor`}</legend>
        {policy.roles.map((role) => (
          <RoleChoice
            key={role.role}
            role={role}
            isChosen={chosen.includes(role.role)}
            onChange={(isChosen) => choose(role.role, isChosen)}
          />
        ))}
      </fieldset>
      <p role="status">{consequence(policy, chosen)}</p>
      {concernsOneself && (
        <p className="problem">
          <Trans>
            Your own account is among them, and has no second factor.{' '}
            <a href="/admin/account">Set one up first</a>, or be led to it once you have saved.
          </Trans>
        </p>
      )}
      <Button look="solid" type="submit" disabled={isBusy}>
        {t`Save`}
      </Button>
      {isAsking && (
        <OwnAccountDialog
          onCancel={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            onSave([...chosen]);
          }}
        />
      )}
    </form>
  );
}

type ChoiceProps = { role: ConcernedRole; isChosen: boolean; onChange: (isChosen: boolean) => void };

function RoleChoice({ role, isChosen, onChange }: ChoiceProps): ReactNode {
  const { t } = useLingui();
  const roleName = useRoleName();
  const whomItConcerns = useWhomItConcerns();
  const id = useId();
  return (
    <div className="choice">
      <input
        id={id}
        type="checkbox"
        checked={isChosen}
        disabled={!role.mayChange}
        aria-describedby={`${id}-note`}
        onChange={(event) => onChange(event.target.checked)}
      />
      <label htmlFor={id}>{roleName(role.role, role.roleName)}</label>
      <span id={`${id}-note`} className="hint">
        {whomItConcerns(role)}
        {!role.mayChange && ` ${t`It allows more than your own role: ask an owner.`}`}
      </span>
    </div>
  );
}

function useWhomItConcerns(): (role: ConcernedRole) => string {
  const { t } = useLingui();
  return ({ users, withoutSecondFactor }) => {
    if (users === 0) return t`Nobody has this role.`;
    if (users === 1)
      return withoutSecondFactor === 1
        ? t`1 person, without a second factor.`
        : t`1 person, with a second factor.`;
    if (withoutSecondFactor === 0) return t`${users} people, all with a second factor.`;
    return withoutSecondFactor === users
      ? t`${users} people, all without a second factor.`
      : t`${users} people, ${withoutSecondFactor} without a second factor.`;
  };
}

/** What saving does to those who have none. */
function useConsequence(): (policy: SignInPolicy, chosen: readonly string[]) => string {
  const { t } = useLingui();
  return ({ roles, secondFactorRoles }, chosen) => {
    const without = roles
      .filter(({ role }) => chosen.includes(role) && !secondFactorRoles.includes(role))
      .reduce((sum, { withoutSecondFactor }) => sum + withoutSecondFactor, 0);
    if (without === 0) return '';
    return t`${plural(without, {
      one: 'Once you save, # person can only set one up, also where they are signed in now, and their API tokens are refused until they have.',
      other:
        'Once you save, # people can only set one up, also where they are signed in now, and their API tokens are refused until they have.',
    })}`;
  };
}

type OwnAccountDialogProps = { onCancel: () => void; onConfirm: () => void };

/** Nobody locks themselves out without having been told so. */
function OwnAccountDialog({ onCancel, onConfirm }: OwnAccountDialogProps): ReactNode {
  const { t } = useLingui();
  return (
    <AskDialog
      title={t`Your own account has no second factor`}
      onCancel={onCancel}
      choices={
        <>
          <Button onClick={onCancel}>{t`Cancel`}</Button>
          <a className="button plain" href="/admin/account">
            {t`Set one up first`}
          </a>
          <Button look="danger" onClick={onConfirm}>
            {t`Save, and set one up now`}
          </Button>
        </>
      }
    >
      <p>
        {t`Your role is among those that need one. Once you save, you can set one up and do nothing else, here and wherever else you are signed in, until you have: keep your telephone at hand.`}
      </p>
    </AskDialog>
  );
}
