import { useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { api } from '../../api/api.ts';
import { Button } from '../../ui/button.tsx';
import { showToast } from '../../ui/toast.ts';
import { TextLine } from '../fields.tsx';
import { FormDialog } from '../form-dialog.tsx';
import { formText } from '../form-text.ts';
import type { Grant } from './grant.ts';
import { GrantForm } from './grant-form.tsx';
import { rolesQuery } from './people-queries.ts';
import type { ListedRole } from './role-record.tsx';

type Keyed = { key: number; grant: Grant };

/** One that is begun: reading, which whatever else is granted needs as well. */
const FIRST: Grant = { actions: ['entry.read'], collections: 'all', locales: 'all', whose: 'any' };

/** A name, and what people of that name may do: each grant adds to the others. */
export function RoleDialog({ onLeave, role }: { role: ListedRole | null; onLeave: () => void }): ReactNode {
  const { t } = useLingui();
  const client = useQueryClient();
  const [grants, setGrants] = useState<readonly Keyed[]>(
    // The server names no other actions than it takes.
    ((role?.grants ?? [FIRST]) as readonly Grant[]).map((grant, key) => ({ key, grant })),
  );
  const save = async (data: FormData): Promise<void> => {
    const body = { name: formText(data, 'name'), grants: grants.map(({ grant }) => grant) };
    await (role === null ? api.createRole({ body }) : api.redefineRole({ id: role.id, body }));
    await client.invalidateQueries({ queryKey: rolesQuery.queryKey });
    showToast({ kind: 'done', text: t`“${body.name}” is saved.` });
  };
  return (
    <FormDialog
      title={role === null ? t`Make a role` : t`Change the role`}
      submitLabel={t`Save`}
      onSubmit={save}
      onLeave={onLeave}
    >
      <TextLine name="name" label={t`Name`} defaultValue={role?.name} />
      {grants.map(({ grant, key }, index) => (
        <GrantForm
          key={key}
          number={index + 1}
          grant={grant}
          onChange={(changed) =>
            setGrants(grants.map((other) => (other.key === key ? { key, grant: changed } : other)))
          }
          onRemove={grants.length > 1 ? () => setGrants(grants.filter((other) => other.key !== key)) : null}
        />
      ))}
      <Button
        onClick={() =>
          setGrants([...grants, { key: 1 + Math.max(...grants.map(({ key }) => key)), grant: FIRST }])
        }
      >
        {t`Allow more, elsewhere`}
      </Button>
    </FormDialog>
  );
}
