import { useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '../../api/api.ts';
import { showToast } from '../../ui/toast.ts';
import { TextLine } from '../fields.tsx';
import { FormDialog } from '../form-dialog.tsx';
import { formText } from '../form-text.ts';
import { invitesQuery } from './people-queries.ts';
import { RoleChoice } from './role-choice.tsx';

export type InviteLink = { email: string; link: string };

type InviteDialogProps = {
  /** Where no mail brings it: to be passed on by whoever invites. */
  onLink: (made: InviteLink) => void;
  onLeave: () => void;
};

export function InviteDialog({ onLeave, onLink }: InviteDialogProps): ReactNode {
  const { t } = useLingui();
  const client = useQueryClient();
  const invite = async (data: FormData): Promise<void> => {
    const [email, name] = [formText(data, 'email'), formText(data, 'name')];
    const role = formText(data, 'role');
    const { link } = (await api.createInvite({ body: { email, role, ...(name !== '' && { name }) } })).body;
    await client.invalidateQueries({ queryKey: invitesQuery.queryKey });
    if (link === null) showToast({ kind: 'done', text: t`The invite to ${email} is on its way.` });
    else onLink({ email, link });
  };
  return (
    <FormDialog
      title={t`Invite somebody`}
      submitLabel={t`Send the invite`}
      onSubmit={invite}
      onLeave={onLeave}
    >
      <TextLine
        name="email"
        type="email"
        label={t`E-mail address`}
        hint={t`They get a link there by which they choose a password.`}
      />
      <TextLine
        name="name"
        label={t`Name`}
        hint={t`What to call them in the mail. They can change it.`}
        required={false}
      />
      <RoleChoice chosen="author" />
    </FormDialog>
  );
}
