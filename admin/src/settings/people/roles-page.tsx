import { useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { api } from '../../api/api.ts';
import { useSession } from '../../app/use-session.ts';
import { Button } from '../../ui/button.tsx';
import { showToast } from '../../ui/toast.ts';
import { ConsentDialog } from '../consent-dialog.tsx';
import { SettingsPage } from '../settings-page.tsx';
import { Shown } from '../shown.tsx';
import { rolesQuery } from './people-queries.ts';
import { RoleDialog } from './role-dialog.tsx';
import { RoleRecord, type ListedRole } from './role-record.tsx';

type Open = { form: 'save'; role: ListedRole | null } | { form: 'delete'; role: ListedRole };

/** What people may do, by a name. */
export function RolesPage(): ReactNode {
  const { t } = useLingui();
  const client = useQueryClient();
  const roles = useQuery(rolesQuery);
  const mayChange = useSession().session.siteActions.includes('role.manage');
  const [open, setOpen] = useState<Open | null>(null);
  const remove = async ({ id, name }: ListedRole): Promise<void> => {
    await api.deleteRole({ id });
    await client.invalidateQueries({ queryKey: rolesQuery.queryKey });
    showToast({ kind: 'done', text: t`“${name}” is deleted.` });
  };
  return (
    <SettingsPage
      title={t`Roles`}
      lead={t`Six roles are on every site. Beside them you can make your own: for one language, one kind of content, or entries of their own alone.`}
      action={
        mayChange && (
          <Button look="solid" onClick={() => setOpen({ form: 'save', role: null })}>
            <Plus aria-hidden="true" />
            {t`Make a role`}
          </Button>
        )
      }
    >
      <Shown of={roles}>
        {(all) => (
          <ul className="records" aria-label={t`Roles`}>
            {all.map((role) => (
              <RoleRecord
                key={role.id}
                role={role}
                onChange={mayChange && !role.isBuiltIn ? () => setOpen({ form: 'save', role }) : null}
                onDelete={mayChange && !role.isBuiltIn ? () => setOpen({ form: 'delete', role }) : null}
              />
            ))}
          </ul>
        )}
      </Shown>
      {open?.form === 'save' && <RoleDialog role={open.role} onLeave={() => setOpen(null)} />}
      {open?.form === 'delete' && (
        <ConsentDialog
          title={t`Delete the role “${open.role.name}”?`}
          confirmLabel={t`Delete`}
          onConfirm={async () => await remove(open.role)}
          onLeave={() => setOpen(null)}
        >
          {t`Nobody can be given it any more. A role that somebody still has is not deleted.`}
        </ConsentDialog>
      )}
    </SettingsPage>
  );
}
