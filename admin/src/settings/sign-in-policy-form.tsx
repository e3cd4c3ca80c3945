import { useId, useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import type { SignInPolicy } from '../../../model/api/sign-in-policy.ts';
import { AskDialog } from '../ui/ask-dialog.tsx';
import { people } from '../ui/people.ts';
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
        <legend>Roles that need a second factor</legend>
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
          Your own account is among them, and has no second factor.{' '}
          <a href="/admin/account">Set one up first</a>, or be led to it once you have saved.
        </p>
      )}
      <Button look="solid" type="submit" disabled={isBusy}>
        Save
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
      <label htmlFor={id}>{role.roleName}</label>
      <span id={`${id}-note`} className="hint">
        {whomItConcerns(role)}
        {!role.mayChange && ' It allows more than your own role: ask an owner.'}
      </span>
    </div>
  );
}

function whomItConcerns({ users, withoutSecondFactor }: ConcernedRole): string {
  if (users === 0) return 'Nobody has this role.';
  if (users === 1) return `1 person, ${withoutSecondFactor === 1 ? 'without' : 'with'} a second factor.`;
  if (withoutSecondFactor === 0) return `${users} people, all with a second factor.`;
  return `${users} people, ${withoutSecondFactor === users ? 'all' : withoutSecondFactor} without a second factor.`;
}

/** What saving does to those who have none. */
function consequence({ roles, secondFactorRoles }: SignInPolicy, chosen: readonly string[]): string {
  const without = roles
    .filter(({ role }) => chosen.includes(role) && !secondFactorRoles.includes(role))
    .reduce((sum, { withoutSecondFactor }) => sum + withoutSecondFactor, 0);
  return without === 0
    ? ''
    : `Once you save, ${people(without)} can only set one up, also where they are signed in now, and their API tokens are refused until they have.`;
}

type OwnAccountDialogProps = { onCancel: () => void; onConfirm: () => void };

/** Nobody locks themselves out without having been told so. */
function OwnAccountDialog({ onCancel, onConfirm }: OwnAccountDialogProps): ReactNode {
  return (
    <AskDialog
      title="Your own account has no second factor"
      onCancel={onCancel}
      choices={
        <>
          <Button onClick={onCancel}>Cancel</Button>
          <a className="button plain" href="/admin/account">
            Set one up first
          </a>
          <Button look="danger" onClick={onConfirm}>
            Save, and set one up now
          </Button>
        </>
      }
    >
      <p>
        Your role is among those that need one. Once you save, you can set one up and do nothing else, here
        and wherever else you are signed in, until you have: keep your telephone at hand.
      </p>
    </AskDialog>
  );
}
