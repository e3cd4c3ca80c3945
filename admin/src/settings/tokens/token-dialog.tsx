import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { api } from '../../api/api.ts';
import { ChoiceLine, TextLine } from '../fields.tsx';
import { FormDialog } from '../form-dialog.tsx';
import { formText } from '../form-text.ts';

type TokenDialogProps = {
  onMade: (token: { name: string; token: string }) => Promise<void>;
  onLeave: () => void;
};

const DAY_MS = 24 * 60 * 60_000;

export function TokenDialog({ onLeave, onMade }: TokenDialogProps): ReactNode {
  const { t } = useLingui();
  const make = async (data: FormData): Promise<void> => {
    const days = formText(data, 'days');
    const expiresAt = days === '' ? null : new Date(Date.now() + Number(days) * DAY_MS).toISOString();
    const scopes: ('read' | 'write')[] = formText(data, 'scope') === 'write' ? ['read', 'write'] : ['read'];
    const { name, token } = (
      await api.createApiToken({ body: { name: formText(data, 'name'), scopes, expiresAt } })
    ).body;
    await onMade({ name, token });
  };
  return (
    <FormDialog title={t`Make a token`} submitLabel={t`Make it`} onSubmit={make} onLeave={onLeave}>
      <TextLine name="name" label={t`What it is for`} hint={t`Such as the name of the program.`} />
      <ChoiceLine
        name="scope"
        label={t`The program may`}
        defaultValue="read"
        options={[
          ['read', t`read what you may read`],
          ['write', t`read, and change what you may change`],
        ]}
      />
      <ChoiceLine
        name="days"
        label={t`Expires`}
        defaultValue="90"
        options={[
          ['30', t`in 30 days`],
          ['90', t`in 90 days`],
          ['365', t`in a year`],
          ['', t`never`],
        ]}
      />
    </FormDialog>
  );
}
